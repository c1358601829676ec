/// Turns pictures, one by one, into entries of a file: each is given once the next tells how long it is shown.
struct GrowingPictures {
  /// The time of the first picture, which is that of tick 0, in seconds.
  let origin: Double
  /// By how many ticks the first picture is decoded before it is shown.
  let lead: Int64
  /// The last tick at which a picture is shown.
  private(set) var latest: Int64 = 0
  /// How long the newest entry is shown; the last one as long as that before it.
  private(set) var duration = PacketMovie.usualDuration
  /// Pictures that were added.
  private(set) var count = 0
  private var order: GrowingOrder
  private var held: PacketMovie.Entry?

  /// Begins before the first picture.
  ///
  /// - Parameters:
  ///   - origin: When the first picture is shown, in seconds.
  ///   - known: When pictures are shown, in the order of decoding: they tell how pictures are reordered.
  ///   - delay: The most pictures that are decoded before one that is shown earlier, as far as is known otherwise.
  init(from origin: Double, known: [Double], delay: Int) {
    self.origin = origin
    let ticks = PresentationOrder(known.map { PacketMovie.pictureTicks($0 - origin) })
    let shown = ticks.presentation.sorted()
    let step = shown.count > 1 ? shown[1] - shown[0] : PacketMovie.usualDuration
    order = GrowingOrder(delay: max(ticks.delay, delay), step: step)
    lead = Int64(order.delay) * max(1, step)
  }

  /// The most pictures that are decoded before one that is shown earlier.
  var delay: Int { order.delay }

  /// Takes the next picture in the order of decoding, and gives the one before it.
  mutating func add(_ packet: MediaPacket, at time: Double) -> PacketMovie.Entry? {
    let ticks = order.add(PacketMovie.pictureTicks(time - origin))
    let before = takeHeld(until: ticks.decoding)
    held = PacketMovie.Entry(
      bytes: packet.bytes, isKey: packet.isKey, presentation: ticks.presentation, decoding: ticks.decoding,
      duration: duration)
    latest = max(latest, ticks.presentation)
    count += 1
    return before
  }

  /// Gives the last picture.
  mutating func finish() -> PacketMovie.Entry? { takeHeld(until: nil) }

  private mutating func takeHeld(until next: Int64?) -> PacketMovie.Entry? {
    guard var entry = held.take() else { return nil }
    if let next { duration = next - entry.decoding }
    entry.duration = duration
    return entry
  }
}
