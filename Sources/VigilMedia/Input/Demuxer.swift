import CFFmpeg
import Foundation
import VigilCore

/// An open container: reads packets of one kind.
///
/// Belongs to one thread. Closes the file or connection when it is released.
final class Demuxer {
  /// The result of reading a packet.
  enum Reading {
    case packet
    case end
    /// The source broke off; the number is FFmpeg's error.
    case failure(Int32, log: String?)
  }

  let address: SourceAddress
  let context: UnsafeMutablePointer<AVFormatContext>
  let limit: ReadLimit
  /// Stretches of a transport stream that were passed over, for nothing could be read there.
  private(set) var passedOver = 0
  /// What is read where the source is a sequence of pictures.
  let pictures: PictureReader?
  /// A place in the stretch that is being passed over.
  private var hole: Int64?
  /// When it was open, on the clock of `limit`; finding out what is in it comes after that.
  let opened: Double
  /// Whether the source continues even if it is not read.
  let isLive: Bool
  /// Whether pictures have times; where a live source has none, their arrival counts.
  let hasStamps: Bool

  /// Whether datagrams carry its packets, of which any may be lost.
  let isOverUDP: Bool

  /// Opens a source and finds out what is in it; an RTSP source over the one transport that `options` names.
  init(_ address: SourceAddress, options: MediaSourceOptions, limit: ReadLimit) throws(MediaError) {
    FFmpegLibrary.prepare()
    let pictures = try PictureReader(address, rate: options.pictureRate)
    if pictures == nil { try Self.checkFile(address) }
    if address.isOnNetwork {
      try NetworkProtocols.check(address.scheme, of: address.name)
      if let shortage = OpenFiles.shortage() { throw MediaError(.connectionFailed, shortage) }
    }
    guard let fresh = avformat_alloc_context() else { fatalError("out of memory") }
    fresh.pointee.interrupt_callback = AVIOInterruptCB(
      callback: { limit in
        guard let limit else { return 0 }
        return Unmanaged<ReadLimit>.fromOpaque(limit).takeUnretainedValue().endsCall() ? 1 : 0
      },
      opaque: Unmanaged.passUnretained(limit).toOpaque())
    // A local camera cannot be interrupted while it blocks; in non-blocking mode it answers "not yet".
    if address.kind == .camera { fresh.pointee.flags |= AVFMT_FLAG_NONBLOCK }

    var context: UnsafeMutablePointer<AVFormatContext>? = fresh
    isOverUDP = address.kind == .rtsp && options.transport != .tcp
    let connectLimit =
      isOverUDP ? min(options.connectLimit, RTSPTransport.datagramLimit) : options.connectLimit
    limit.set(seconds: address.hasTimeLimits ? connectLimit : nil)
    if address.format != nil { try DeviceLibrary.register() }
    let camera = try Self.cameraSettings(address)
    let format = address.format.flatMap { av_find_input_format($0) }
    let (status, log) = MediaLog.capturing {
      FFmpegLibrary.withOptions(
        Self.openingOptions(address, options).merging(pictures?.options ?? [:]) { $1 }
          .merging(camera) { $1 }
      ) {
        avformat_open_input(&context, pictures?.url ?? address.url, format, &$0)
      }
    }
    guard status >= 0, let context else {
      throw Self.openingError(status, log: log, address: address, limit: limit)
    }
    self.address = address
    self.context = context
    self.limit = limit
    self.pictures = pictures
    opened = limit.clock.now()
    let name = String(cString: context.pointee.iformat.pointee.name)
    isLive =
      address.kind == .http && options.liveness == .automatic
      ? !Self.isFinite(context, format: name) : address.isLive
    let mayLackStamps = address.kind == .http || address.kind == .stream
    hasStamps = !isLive || !mayLackStamps || !Self.lacksStamps(name)
    // Finding out the rate of pictures without times would only hold up the first ones.
    if !hasStamps { context.pointee.fps_probe_size = 0 }
    let (found, foundLog) = MediaLog.capturing { avformat_find_stream_info(context, nil) }
    guard found >= 0 else {
      throw Self.openingError(found, log: foundLog, address: address, limit: limit)
    }
    if let stream = streams.first { pictures?.describe(stream) }
  }

  deinit {
    var context: UnsafeMutablePointer<AVFormatContext>? = context
    limit.set(seconds: 1)
    avformat_close_input(&context)
  }

  /// All streams of the container.
  var streams: [UnsafeMutablePointer<AVStream>] {
    (0..<Int(context.pointee.nb_streams)).compactMap { context.pointee.streams[$0] }
  }

  /// The container's name.
  var format: String {
    pictures == nil ? String(cString: context.pointee.iformat.pointee.name) : PictureReader.format
  }

  /// Whether the clock of the container may be set within it, as in transport and program streams.
  var hasUnsteadyClock: Bool { context.pointee.iformat.pointee.flags & AVFMT_TS_DISCONT != 0 }

  /// The longest pause between two pictures of a recording that is believed, in seconds.
  var longestPause: Double { hasUnsteadyClock ? 60 : 3600 }

  /// Discards every stream but one, or two.
  func select(_ stream: UnsafeMutablePointer<AVStream>, and second: UnsafeMutablePointer<AVStream>? = nil) {
    for other in streams where other != stream && other != second { other.pointee.discard = AVDISCARD_ALL }
  }

  /// Reads the next packet of the container into `packet`.
  func read(into packet: UnsafeMutablePointer<AVPacket>) -> Reading {
    if let pictures, let stream = streams.first {
      while pictures.hasNext, !limit.endsCall() {
        if pictures.readNext(into: packet, of: stream) { return .packet }
        passedOver += 1
      }
      return limit.endsCall() ? .failure(vigil_error_interrupted, log: nil) : .end
    }
    var (position, attempts) = (Int64(-1), 0)
    while true {
      let (status, log) = MediaLog.capturing { av_read_frame(context, packet) }
      switch status {
      case 0...:
        // What was begun before the hole comes out later.
        if let hole, packet.pointee.pos > hole {
          passedOver += 1
          self.hole = nil
        }
        if address.kind == .camera { Self.copyContents(of: packet) }
        return .packet
      case vigil_error_again where address.kind == .camera:
        if limit.endsCall() { return .failure(vigil_error_interrupted, log: nil) }
        // libavdevice offers nothing to wait on.
        usleep(2_000)
      case vigil_error_again where format == "mpegts" && attempts < 100:
        // FFmpeg asks again after each 64 KiB without the structure of a transport stream.
        if limit.endsCall() { return .failure(vigil_error_interrupted, log: nil) }
        let reached = context.pointee.pb.map { avio_tell($0) } ?? -1
        hole = hole ?? reached
        (attempts, position) = (reached > position ? 0 : attempts + 1, reached)
      case vigil_error_end: return .end
      default: return .failure(status, log: log)
      }
    }
  }

  /// Gives a packet of a local camera memory of its own. What it came in is shared with the driver: it goes with the connection, as when
  /// the camera is unplugged, though pictures may still be in use that refer to it; and the driver waits for it with its next picture.
  private static func copyContents(of packet: UnsafeMutablePointer<AVPacket>) {
    var copy = av_packet_alloc()
    defer { av_packet_free(&copy) }
    guard let copied = copy, av_new_packet(copied, packet.pointee.size) == 0,
      av_packet_copy_props(copied, packet) == 0
    else {
      fatalError("out of memory")
    }
    copied.pointee.data.update(from: packet.pointee.data, count: Int(packet.pointee.size))
    av_packet_unref(packet)
    av_packet_move_ref(packet, copied)
  }

  /// Bytes of datagrams that wait while a picture is decoded: a large key frame.
  private static let receiveBuffer = "\(2 << 20)"

  private static func openingOptions(
    _ address: SourceAddress, _ options: MediaSourceOptions
  ) -> [String: String] {
    var settings = ["protocol_whitelist": address.allowedProtocols]
    switch address.kind {
    case .file, .http:
      settings["format_whitelist"] = address.kind == .file ? SafeFormats.forFiles : SafeFormats.forStreams
    case .stream:
      settings["format_whitelist"] = SafeFormats.forFiles
      settings["fpsprobesize"] = "0"
      // Datagrams that nobody takes in time are lost, but are no reason to end.
      settings["overrun_nonfatal"] = "1"
      settings["buffer_size"] = receiveBuffer
    case .rtsp:
      settings["rtsp_transport"] = options.transport.setting
      if options.transport != .tcp { settings["buffer_size"] = receiveBuffer }
      // Probing the frame rate would delay a camera's first picture by a second.
      settings["fpsprobesize"] = "0"
    case .camera, .synthetic: break
    }
    if address.isOnNetwork {
      settings["tls_verify"] = options.acceptsUnknownCertificates ? "0" : "1"
    }
    return settings
  }

  /// What a local camera is asked for.
  private static func cameraSettings(_ address: SourceAddress) throws(MediaError) -> [String: String] {
    guard let camera = address.camera else { return [:] }
    return camera.settings(try camera.mode(among: CameraDevice.modes(of: address.url), of: address.name))
  }
}
