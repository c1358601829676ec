import Foundation

/// One file of a growing clip. Belongs to one thread.
final class GrowingMovie {
  /// What its pictures and its sound are.
  let streams: PacketStreams
  private let url: URL
  private let movie: PacketMovie
  private let origin: Double
  private let startDate: Date
  private var order: GrowingOrder
  private var sound: SoundTicks
  /// The newest picture, which is written once the next tells how long it is shown.
  private var held: PacketMovie.Entry?
  private var duration = PacketMovie.usualDuration
  private var latest: Int64 = 0
  private var pictures = 0

  /// Begins a file beside its place.
  ///
  /// - Parameter known: The first pictures, in the order of decoding; at least one. They tell how pictures are reordered.
  init(_ url: URL, streams: PacketStreams, known: [ClipPart.TimedPacket]) throws(MediaError) {
    self.url = url
    self.streams = streams
    origin = known[0].time
    startDate = known[0].packet.date
    let ticks = PresentationOrder(known.map { [origin] in PacketMovie.pictureTicks($0.time - origin) })
    let shown = ticks.presentation.sorted()
    let step = shown.count > 1 ? shown[1] - shown[0] : PacketMovie.usualDuration
    order = GrowingOrder(delay: max(ticks.delay, Int(streams.video.details.videoDelay)), step: step)
    sound = SoundTicks(origin: origin, streams: streams)
    movie = try PacketMovie(
      MovieFile(url, form: .growing), streams: streams, date: startDate)
  }

  /// Writes packets: pictures in the order of decoding, and sound of their time.
  func append(
    video: some Sequence<ClipPart.TimedPacket>, sound packets: [ClipPart.TimedPacket]
  ) throws(MediaError) {
    if streams.sound != nil { sound.add(packets) }
    for timed in video {
      let ticks = order.add(PacketMovie.pictureTicks(timed.time - origin))
      try writeHeld(until: ticks.decoding)
      held = PacketMovie.Entry(
        bytes: timed.packet.bytes, isKey: timed.packet.isKey, presentation: ticks.presentation,
        decoding: ticks.decoding, duration: duration)
      latest = max(latest, ticks.presentation)
      pictures += 1
    }
  }

  /// Puts on the disk what was written so far.
  func synchronize() throws(MediaError) { try movie.file.synchronize() }

  /// Writes the rest and closes the file, which stays beside its place.
  func finish() throws(MediaError) -> ClipFile {
    try writeHeld(until: nil)
    for entry in sound.takeAll() { try movie.write(sound: entry) }
    try movie.file.finish()
    let end = origin + Double(latest + duration) / Double(PacketMovie.pictureRate)
    return ClipFile(
      url: url, start: origin, end: end, startDate: startDate, pictures: pictures, soundPackets: sound.count,
      video: streams.video)
  }

  private func writeHeld(until next: Int64?) throws(MediaError) {
    guard var entry = held.take() else { return }
    // The last lasts as long as the one before it.
    if let next { duration = next - entry.decoding }
    entry.duration = duration
    for sound in sound.take(before: entry.decoding) { try movie.write(sound: sound) }
    try movie.write(picture: entry)
  }
}
