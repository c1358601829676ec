import CFFmpeg
import VigilCore

/// Finds out what a camera sends, by reading its packets for some seconds without decoding them.
///
/// The camera is connected to once.
public struct CameraProbe: Sendable {
  /// How long the camera is read, in seconds.
  public var seconds = 10.0
  /// How long it is read at most where two key frames have not come by then, in seconds.
  public var longest = 30.0
  /// How it is connected to.
  public var options = MediaSourceOptions()

  private let clock: SourceClock

  /// Makes a probe.
  public init() { clock = .machine }

  /// Makes a probe that runs on the caller's clock.
  package init(clock: SourceClock) { self.clock = clock }

  /// Reads a camera, a stream or a file.
  ///
  /// - Throws: `MediaError` if it cannot be opened, is no video or falls silent at once; `CancellationError`.
  public func report(on source: String) async throws -> CameraReport {
    let address = try SourceAddress(source, liveness: options.liveness, credentials: options.credentials)
    return try await OwnThread.run("vigil probe") { stop in
      try report(on: address, limit: ReadLimit(stop: stop, clock: clock))
    }
  }

  private func report(on address: SourceAddress, limit: ReadLimit) throws(MediaError) -> CameraReport {
    let demuxer = try RTSPTransport.open(address, options: options, limit: limit) {
      (options) throws(MediaError) in
      try Demuxer(address, options: options, limit: limit)
    }
    let reader = PacketReader(demuxer)
    if demuxer.isOverUDP, !reader.hasPacket() { throw Demuxer.silenceOverUDP(address) }
    let video = try reader.mainVideo()
    var census = PacketCensus(demuxer, video: video)
    guard let packet = av_packet_alloc() else { fatalError("out of memory") }
    defer {
      var packet: UnsafeMutablePointer<AVPacket>? = packet
      av_packet_free(&packet)
    }
    let began = clock.now()
    reading: while true {
      // Stamps pass faster than the clock where a server sends what it has kept.
      let passed = max(census.span, clock.now() - began)
      if passed >= longest || passed >= seconds && census.keyFrames > 1 { break }
      limit.set(seconds: options.silenceLimit)
      switch reader.read(into: packet) {
      case .packet:
        census.count(packet)
        av_packet_unref(packet)
      case .end: break reading
      case .failure(let status, let log):
        // What came before tells enough.
        if census.pictures > 1 { break reading }
        throw limit.isPassed
          ? MediaError(.silence, "\(address.name) sent nothing for \(Int(options.silenceLimit)) s")
          : MediaError(.connectionFailed, "\(address.name) broke off: \(Demuxer.reason(status, log: log))")
      }
    }
    var report = census.report(elapsed: clock.now() - began)
    if address.kind == .camera { report.modes = CameraDevice.modes(of: address.url) }
    return report
  }
}
