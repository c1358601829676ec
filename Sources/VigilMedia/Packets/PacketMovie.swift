import CFFmpeg
import Foundation

/// An MP4 file to which packets are written as they are. Belongs to one thread.
final class PacketMovie {
  /// A packet with its ticks in the file.
  struct Entry {
    var bytes: [UInt8]
    var isKey: Bool
    var presentation: Int64
    var decoding: Int64
    var duration: Int64
  }

  /// Ticks of pictures a second: the clock of RTP and of transport streams.
  static let pictureRate: Int32 = 90_000
  /// How long a picture is shown where nothing tells, in ticks.
  static let usualDuration = Int64(pictureRate / 25)

  let file: MovieFile
  /// When its first picture arrived.
  let date: Date
  private let packet: UnsafeMutablePointer<AVPacket>
  private let pictures: UnsafeMutablePointer<AVStream>
  private let sound: UnsafeMutablePointer<AVStream>?
  private let soundBase: AVRational

  /// Begins a file of streams.
  ///
  /// - Parameter date: When its first picture arrived.
  init(_ file: MovieFile, streams: PacketStreams, date: Date) throws(MediaError) {
    guard let packet = av_packet_alloc() else { fatalError("out of memory") }
    self.file = file
    self.packet = packet
    self.date = date
    soundBase = AVRational(num: 1, den: SoundTicks.rate(of: streams))
    pictures = try Self.addStream(
      streams.video, timeBase: AVRational(num: 1, den: Self.pictureRate), to: file)
    if let parameters = streams.sound {
      sound = try Self.addStream(parameters, timeBase: soundBase, to: file)
    } else {
      sound = nil
    }
    av_dict_set(&file.context.pointee.metadata, "creation_time", date.ISO8601Format(), 0)
    try file.begin()
  }

  deinit {
    var packet: UnsafeMutablePointer<AVPacket>? = packet
    av_packet_free(&packet)
  }

  /// Ticks of a time after the first picture, in seconds.
  static func pictureTicks(_ time: Double) -> Int64 { Int64((time * Double(pictureRate)).rounded()) }

  /// Writes a picture.
  func write(picture entry: Entry) throws(MediaError) {
    try write(entry, to: pictures, timeBase: AVRational(num: 1, den: Self.pictureRate))
  }

  /// Writes sound.
  func write(sound entry: Entry) throws(MediaError) {
    guard let sound else { return }
    try write(entry, to: sound, timeBase: soundBase)
  }

  private static func addStream(
    _ parameters: StreamParameters, timeBase: AVRational, to file: MovieFile
  ) throws(MediaError) -> UnsafeMutablePointer<AVStream> {
    let stream = try file.addStream()
    guard parameters.describe(stream) else {
      throw MediaError(.cannotWrite, "no memory for a stream of \(parameters.codec)")
    }
    stream.pointee.time_base = timeBase
    return stream
  }

  private func write(
    _ entry: Entry, to stream: UnsafeMutablePointer<AVStream>, timeBase: AVRational
  ) throws(MediaError) {
    guard av_new_packet(packet, Int32(entry.bytes.count)) >= 0 else { fatalError("out of memory") }
    entry.bytes.withUnsafeBytes { bytes in
      guard let start = bytes.baseAddress else { return }
      UnsafeMutableRawPointer(packet.pointee.data).copyMemory(from: start, byteCount: bytes.count)
    }
    packet.pointee.flags = entry.isKey ? AV_PKT_FLAG_KEY : 0
    packet.pointee.pts = entry.presentation
    packet.pointee.dts = entry.decoding
    packet.pointee.duration = entry.duration
    try file.write(packet, to: stream, timeBase: timeBase)
  }
}
