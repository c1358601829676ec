/// The ticks at which the packets of a file are decoded and shown.
///
/// A file wants to know when each picture is decoded: ever later, and never after it is shown. Sources tell that
/// badly or not at all, but it follows from the order of the packets, which is that of decoding, and the times at
/// which they are shown.
package struct PresentationOrder: Hashable, Sendable {
  /// When each packet is shown, in the order of decoding; no two at the same tick.
  package private(set) var presentation: [Int64]
  /// When each packet is decoded, as late as possible; the first may be before the first that is shown.
  package private(set) var decoding: [Int64] = []
  /// The most pictures that are decoded before one that is shown earlier.
  package private(set) var delay = 0

  /// Orders packets, given in the order of decoding.
  package init(_ ticks: [Int64]) {
    presentation = ticks
    let order = ticks.indices.sorted { (ticks[$0], $0) < (ticks[$1], $1) }
    for (rank, index) in order.enumerated() {
      if rank > 0 {
        presentation[index] = max(presentation[index], presentation[order[rank - 1]] + 1)
      }
      delay = max(delay, index - rank)
    }
    let shown = order.map { presentation[$0] }
    let step = shown.count > 1 ? shown[1] - shown[0] : 1
    let delay = delay
    decoding = shown.indices.map { index in
      index < delay ? shown[0] - Int64(delay - index) * step : shown[index - delay]
    }
  }
}
