/// Samples over an unknown time in bounded memory: when the capacity is reached, every second one
/// is dropped, and from then on the sampling rate is halved.
struct ThinnedSamples: Sendable {
  private(set) var values: [Double] = []
  private let capacity: Int
  private var stride = 1
  private var offered = 0

  /// - Precondition: `capacity` is at least 2.
  init(capacity: Int) {
    precondition(capacity >= 2, "capacity must be at least 2")
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

  /// The median; nil if there are none.
  var median: Double? { Percentiles(values)?.median }
}
