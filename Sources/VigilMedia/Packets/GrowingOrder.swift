/// The ticks at which the packets of a file are decoded and shown, one by one, while more are to come.
///
/// The same as `PresentationOrder`, as long as no picture is shown earlier than `delay` pictures that are decoded before it; one
/// that is would be shown a little late.
package struct GrowingOrder: Hashable, Sendable {
  /// The most pictures that are decoded before one that is shown earlier.
  package let delay: Int
  /// The usual distance of two pictures.
  private let step: Int64
  private var count = 0
  private var first: Int64 = 0
  private var last: Int64?
  /// When pictures are shown that gave no time of decoding yet, in ascending order.
  private var waiting: [Int64] = []

  /// Begins before the first picture, which is shown before all others.
  package init(delay: Int, step: Int64) {
    self.delay = delay
    self.step = max(1, step)
  }

  /// Takes the next packet in the order of decoding.
  package mutating func add(_ tick: Int64) -> (presentation: Int64, decoding: Int64) {
    var tick = tick
    if count == 0 { first = tick }
    while waiting.contains(tick) { tick += 1 }
    var decoding: Int64
    if count < delay {
      decoding = first - Int64(delay - count) * step
      insert(tick)
    } else {
      insert(tick)
      decoding = waiting.removeFirst()
    }
    if let last { decoding = max(decoding, last + 1) }
    last = decoding
    count += 1
    return (max(tick, decoding), decoding)
  }

  private mutating func insert(_ tick: Int64) {
    waiting.insert(tick, at: waiting.lastIndex { $0 < tick }.map { $0 + 1 } ?? 0)
  }
}
