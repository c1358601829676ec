import CFFmpeg
import Foundation

/// Reads the packets of an MP4 file of ours in their order. Belongs to one thread.
final class ClipPacketReader {
  /// What the packets are of.
  let streams: PacketStreams
  /// When its first picture arrived, to the second.
  let date: Date?
  private let demuxer: Demuxer
  private let packet: UnsafeMutablePointer<AVPacket>
  private let video: UnsafeMutablePointer<AVStream>
  private let sound: UnsafeMutablePointer<AVStream>?

  init(_ url: URL) throws(MediaError) {
    let address = try SourceAddress(url.path, liveness: .recorded)
    demuxer = try Demuxer(address, options: MediaSourceOptions(), limit: ReadLimit(stop: StopSignal()))
    video = try PacketReader(demuxer).mainVideo()
    sound = demuxer.streams.first { $0.pointee.codecpar.pointee.codec_type == AVMEDIA_TYPE_AUDIO }
    streams = PacketStreams(video: StreamParameters(video), sound: sound.map { StreamParameters($0) })
    date = Self.date(of: demuxer)
    guard let packet = av_packet_alloc() else { fatalError("out of memory") }
    self.packet = packet
  }

  deinit {
    var packet: UnsafeMutablePointer<AVPacket>? = packet
    av_packet_free(&packet)
  }

  /// The next packet of the pictures or of the sound; nil at the end, and where the file is cut off.
  func next() -> MediaPacket? {
    while case .packet = demuxer.read(into: packet) {
      defer { av_packet_unref(packet) }
      guard packet.pointee.flags & AV_PKT_FLAG_CORRUPT == 0 else { return nil }
      let index = packet.pointee.stream_index
      let stream = index == video.pointee.index ? video : index == sound?.pointee.index ? sound : nil
      guard let stream, packet.pointee.pts != vigil_no_timestamp else { continue }
      return MediaPacket(
        kind: stream == video ? .video : .sound,
        bytes: [UInt8](UnsafeBufferPointer(start: packet.pointee.data, count: Int(packet.pointee.size))),
        isKey: packet.pointee.flags & AV_PKT_FLAG_KEY != 0,
        stamp: Double(packet.pointee.pts) * av_q2d(stream.pointee.time_base), stampIsGuessed: false,
        date: date ?? Date(timeIntervalSince1970: 0))
    }
    return nil
  }

  private static func date(of demuxer: Demuxer) -> Date? {
    guard let entry = av_dict_get(demuxer.context.pointee.metadata, "creation_time", nil, 0),
      let value = entry.pointee.value
    else { return nil }
    // FFmpeg adds a fraction that the file does not have.
    return try? Date(String(cString: value).prefix { $0 != "." && $0 != "Z" } + "Z", strategy: .iso8601)
  }
}
