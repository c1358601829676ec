import Foundation

/// One file of a growing clip. Belongs to one thread.
final class GrowingMovie {
  /// What its pictures and its sound are.
  let streams: PacketStreams
  private let url: URL
  private let movie: PacketMovie
  private let startDate: Date
  private var pictures: GrowingPictures
  private var sound: SoundTicks

  /// Begins a file beside its place.
  ///
  /// - Parameter known: The first pictures, in the order of decoding; at least one. They tell how pictures are reordered.
  init(_ url: URL, streams: PacketStreams, known: [ClipPart.TimedPacket]) throws(MediaError) {
    self.url = url
    self.streams = streams
    startDate = known[0].packet.date
    pictures = GrowingPictures(
      from: known[0].time, known: known.map(\.time), delay: Int(streams.video.details.videoDelay))
    sound = SoundTicks(origin: known[0].time, streams: streams)
    movie = try PacketMovie(
      MovieFile(url, form: .growing), streams: streams, date: startDate)
  }

  /// Writes packets: pictures in the order of decoding, and sound of their time.
  func append(
    video: some Sequence<ClipPart.TimedPacket>, sound packets: [ClipPart.TimedPacket]
  ) throws(MediaError) {
    if streams.sound != nil { sound.add(packets) }
    for timed in video {
      if let entry = pictures.add(timed.packet, at: timed.time) { try write(entry) }
    }
  }

  /// Puts on the disk what was written so far.
  func synchronize() throws(MediaError) { try movie.file.synchronize() }

  /// Writes the rest and closes the file, which stays beside its place.
  func finish() throws(MediaError) -> ClipFile {
    if let entry = pictures.finish() { try write(entry) }
    for entry in sound.takeAll() { try movie.write(sound: entry) }
    try movie.file.finish()
    let end =
      pictures.origin + Double(pictures.latest + pictures.duration) / Double(PacketMovie.pictureRate)
    return ClipFile(
      url: url, start: pictures.origin, end: end, startDate: startDate, pictures: pictures.count,
      soundPackets: sound.count, video: streams.video)
  }

  private func write(_ entry: PacketMovie.Entry) throws(MediaError) {
    for sound in sound.take(before: entry.decoding) { try movie.write(sound: sound) }
    try movie.write(picture: entry)
  }
}
