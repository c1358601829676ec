/// Samples of something that goes on for an unknown time, in bounded memory: when the room is full, every second one
/// goes, and from then on only as many are taken.
struct ThinnedSamples: Sendable {
  private(set) var values: [Double] = []
  private let capacity: Int
  private var stride = 1
  private var offered = 0

  /// - Precondition: `capacity` is at least 2.
  init(capacity: Int) {
    precondition(capacity >= 2, "samples need room")
    self.capacity = capacity
  }

  mutating func append(_ value: Double) {
    defer { offered += 1 }
    guard offered % stride == 0 else { return }
    if values.count == capacity {
      values = values.enumerated().filter { $0.offset % 2 == 0 }.map(\.element)
      stride *= 2
      guard offered % stride == 0 else { return }
    }
    values.append(value)
  }

  /// The middle one; nil without any.
  var median: Double? { Percentiles(values)?.median }
}
