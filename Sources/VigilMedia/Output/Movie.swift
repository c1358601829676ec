import CFFmpeg
import Foundation
import VigilCore

/// The encoder, the file and the sound of one video. Belongs to one thread.
final class Movie {
  private let file: MovieFile
  private let encoder: H264Encoder
  private let stream: UnsafeMutablePointer<AVStream>
  private let packet: UnsafeMutablePointer<AVPacket>
  private let sound: SoundCopy?
  private let timeBase: AVRational
  private let firstTime: Double
  private var lastTick: Int64?
  private var duration: Int64
  private var summary = VideoSummary()

  init(_ destination: URL, first frame: Frame, options: VideoWriterOptions) throws(MediaError) {
    let size = (width: frame.width - frame.width % 2, height: frame.height - frame.height % 2)
    guard size.width > 0, size.height > 0, let packet = av_packet_alloc() else {
      throw MediaError(
        .encodingFailed, "a picture of \(frame.width) x \(frame.height) is too small for H.264")
    }
    self.packet = packet
    file = try MovieFile(destination, form: options.isRecoverable ? .recoverable : .whole)
    timeBase = options.timeBase
    encoder = try H264Encoder(
      EncoderSettings(
        width: size.width, height: size.height, pixelAspect: frame.pixelAspect, timeBase: options.timeBase,
        frameRate: options.frameRate,
        quality: options.quality, bitRate: options.bitRate, threads: options.threads, colors: options.colors),
      candidates: options.encoders)
    stream = try file.addStream()
    avcodec_parameters_from_context(stream.pointee.codecpar, encoder.context)
    stream.pointee.time_base = options.timeBase
    stream.pointee.sample_aspect_ratio = encoder.context.pointee.sample_aspect_ratio
    stream.pointee.avg_frame_rate = encoder.context.pointee.framerate
    summary.encoder = encoder.name
    if let source = options.soundSource {
      let (copy, note) = try SoundCopy.open(
        source.address, into: file, options: source.options, stop: StopSignal())
      sound = copy
      summary.notes += [note].compactMap { $0 }
    } else {
      sound = nil
    }
    firstTime = frame.time
    duration = Int64((1 / options.frameRate / av_q2d(options.timeBase)).rounded())
    try file.begin()
  }

  deinit {
    var packet: UnsafeMutablePointer<AVPacket>? = packet
    av_packet_free(&packet)
  }

  func append(_ frame: Frame) throws(MediaError) {
    let time = frame.time - firstTime
    var tick = Int64((time / av_q2d(timeBase)).rounded())
    // Two frames with the same time, as in damaged files, are shown one tick apart: a file cannot hold them otherwise.
    if let lastTick {
      tick = max(tick, lastTick + 1)
      duration = tick - lastTick
    }
    lastTick = tick
    try sound?.write(upTo: time, into: file)
    try encoder.send(frame, tick: tick)
    try writePackets()
    summary.frames += 1
    summary.duration = time
  }

  func finish(cutsSound: Bool) throws(MediaError) -> VideoSummary {
    try encoder.send(nil, tick: 0)
    try writePackets()
    try sound?.write(
      upTo: cutsSound ? summary.duration + Double(duration) * av_q2d(timeBase) : nil, into: file)
    summary.isCut = cutsSound
    try file.finish()
    return summary
  }

  /// Removes the file.
  func discard() { file.discard() }

  private func writePackets() throws(MediaError) {
    while try encoder.receive(into: packet) {
      // Matters for the last frame only: the others last until the next.
      packet.pointee.duration = duration
      try file.write(packet, to: stream, timeBase: timeBase)
    }
  }
}
