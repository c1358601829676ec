import CFFmpeg
import Foundation

/// One file of a clip while it is written. Belongs to one thread.
final class ClipMovie {
  /// A packet with its ticks in the file.
  private struct Entry {
    var bytes: [UInt8]
    var isKey: Bool
    var presentation: Int64
    var decoding: Int64
    var duration: Int64
  }

  /// Ticks of pictures a second: the clock of RTP and of transport streams.
  private static let pictureRate: Int32 = 90_000

  private let url: URL
  private let parts: [ClipPart]
  private let file: MovieFile
  private let packet: UnsafeMutablePointer<AVPacket>
  private let origin: Double

  /// Creates the file for parts with the same parameters, at least one.
  init(_ url: URL, parts: [ClipPart], includesSound: Bool) throws(MediaError) {
    guard let packet = av_packet_alloc() else { fatalError("out of memory") }
    self.url = url
    self.parts = parts.map { part in
      var part = part
      if !includesSound { part.sound = [] }
      return part
    }
    self.packet = packet
    origin = parts[0].video[0].time
    file = try MovieFile(url)
  }

  deinit {
    var packet: UnsafeMutablePointer<AVPacket>? = packet
    av_packet_free(&packet)
  }

  /// Writes the packets and puts the file in its place.
  ///
  /// - Throws: `MediaError`; `CancellationError` when it is told to stop, and then leaves nothing.
  func write(stop: StopSignal) throws -> ClipFile {
    let first = parts[0].video[0]
    let pictures = pictureEntries()
    let soundRate = Int32(max(1, parts[0].streams.sound?.sampleRate ?? 1))
    let sound = soundEntries(rate: soundRate)
    let pictureBase = AVRational(num: 1, den: Self.pictureRate)
    let soundBase = AVRational(num: 1, den: soundRate)
    let pictureStream = try addStream(parts[0].streams.video, timeBase: pictureBase)
    let soundStream =
      sound.isEmpty ? nil : try parts[0].streams.sound.map { try addStream($0, timeBase: soundBase) }
    av_dict_set(&file.context.pointee.metadata, "creation_time", first.packet.date.ISO8601Format(), 0)
    try file.begin()
    var nextSound = sound.startIndex
    for picture in pictures {
      if stop.isStopped { throw CancellationError() }
      while let soundStream, nextSound < sound.endIndex,
        av_compare_ts(sound[nextSound].decoding, soundBase, picture.decoding, pictureBase) < 0
      {
        try write(sound[nextSound], to: soundStream, timeBase: soundBase)
        nextSound += 1
      }
      try write(picture, to: pictureStream, timeBase: pictureBase)
    }
    if let soundStream {
      for entry in sound[nextSound...] { try write(entry, to: soundStream, timeBase: soundBase) }
    }
    try file.finish()
    let last = pictures.max { $0.presentation < $1.presentation }
    let end = Double((last?.presentation ?? 0) + (pictures.last?.duration ?? 0)) / Double(Self.pictureRate)
    return ClipFile(
      url: url, start: origin, end: origin + end, startDate: first.packet.date, pictures: pictures.count,
      soundPackets: sound.count, video: parts[0].streams.video)
  }

  private func addStream(
    _ parameters: StreamParameters, timeBase: AVRational
  ) throws(MediaError) -> UnsafeMutablePointer<AVStream> {
    let stream = try file.addStream()
    guard parameters.describe(stream) else {
      throw MediaError(.cannotWrite, "no memory for a stream of \(parameters.codec)")
    }
    stream.pointee.time_base = timeBase
    return stream
  }

  private func pictureEntries() -> [Entry] {
    let packets = parts.flatMap(\.video)
    let order = PresentationOrder(packets.map { ticks($0.time, rate: Self.pictureRate) })
    return packets.indices.map { index in
      // The last lasts as long as the one before it.
      let (from, to) = index + 1 < packets.count ? (index, index + 1) : (index - 1, index)
      let duration =
        from < 0 ? Int64(Self.pictureRate / 25) : order.decoding[to] - order.decoding[from]
      return Entry(
        bytes: packets[index].packet.bytes, isKey: packets[index].packet.isKey,
        presentation: order.presentation[index], decoding: order.decoding[index], duration: duration)
    }
  }

  /// The sound; what comes twice or goes back, as where a source's clock was put back, is left out.
  private func soundEntries(rate: Int32) -> [Entry] {
    let duration = Int64(parts[0].streams.sound?.details.frameSize ?? 0)
    var last: Int64?
    var entries: [Entry] = []
    for timed in parts.flatMap(\.sound) {
      let tick = ticks(timed.time, rate: rate)
      if let last, tick <= last { continue }
      last = tick
      entries.append(
        Entry(bytes: timed.packet.bytes, isKey: true, presentation: tick, decoding: tick, duration: duration))
    }
    return entries
  }

  private func ticks(_ time: Double, rate: Int32) -> Int64 {
    Int64(((time - origin) * Double(rate)).rounded())
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
