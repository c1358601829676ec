import Foundation

/// One file of a clip while it is written. Belongs to one thread.
final class ClipMovie {
  private let url: URL
  private let parts: [ClipPart]
  private let movie: PacketMovie
  private let origin: Double

  /// Creates the file for parts with the same parameters, at least one.
  init(_ url: URL, parts: [ClipPart], includesSound: Bool) throws(MediaError) {
    self.url = url
    self.parts = parts.map { part in
      var part = part
      if !includesSound { part.sound = [] }
      return part
    }
    origin = parts[0].video[0].time
    var streams = parts[0].streams
    if self.parts.allSatisfy(\.sound.isEmpty) { streams.sound = nil }
    movie = try PacketMovie(
      MovieFile(url), streams: streams, date: parts[0].video[0].packet.date)
  }

  /// Writes the packets and puts the file in its place.
  ///
  /// - Throws: `MediaError`; `CancellationError` when it is told to stop, and then leaves nothing.
  func write(stop: StopSignal) throws -> ClipFile {
    let first = parts[0].video[0]
    let pictures = pictureEntries()
    var sound = SoundTicks(origin: origin, streams: parts[0].streams)
    sound.add(parts.flatMap(\.sound))
    for picture in pictures {
      if stop.isStopped { throw CancellationError() }
      for entry in sound.take(before: picture.decoding) { try movie.write(sound: entry) }
      try movie.write(picture: picture)
    }
    for entry in sound.takeAll() { try movie.write(sound: entry) }
    try movie.file.finish()
    let last = pictures.max { $0.presentation < $1.presentation }
    let end =
      Double((last?.presentation ?? 0) + (pictures.last?.duration ?? 0)) / Double(PacketMovie.pictureRate)
    return ClipFile(
      url: url, start: origin, end: origin + end, startDate: first.packet.date, pictures: pictures.count,
      soundPackets: sound.count, video: parts[0].streams.video)
  }

  private func pictureEntries() -> [PacketMovie.Entry] {
    let packets = parts.flatMap(\.video)
    let order = PresentationOrder(packets.map { PacketMovie.pictureTicks($0.time - origin) })
    return packets.indices.map { index in
      // The last lasts as long as the one before it.
      let (from, to) = index + 1 < packets.count ? (index, index + 1) : (index - 1, index)
      let duration =
        from < 0 ? PacketMovie.usualDuration : order.decoding[to] - order.decoding[from]
      return PacketMovie.Entry(
        bytes: packets[index].packet.bytes, isKey: packets[index].packet.isKey,
        presentation: order.presentation[index], decoding: order.decoding[index], duration: duration)
    }
  }
}
