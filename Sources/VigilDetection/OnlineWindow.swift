public import VigilCore

/// The features of a stream's last snippets, in the detector's layout.
///
/// Memory is fixed; see `bytes`.
public struct OnlineWindow: Sendable {
  /// The maximum number of snippets.
  public let capacity: Int
  /// Crops per snippet.
  public let crops: Int
  /// Size of one crop's feature.
  public let featureSize: Int
  /// The number of snippets it holds now.
  public private(set) var count = 0

  /// A ring of snippets, each [crops, featureSize].
  private var ring: [Float]
  private var next = 0

  /// Makes an empty window.
  ///
  /// - Precondition: all extents are at least 1.
  public init(capacity: Int, crops: Int, featureSize: Int) {
    precondition(
      capacity >= 1 && crops >= 1 && featureSize >= 1, "capacity, crops and featureSize must be at least 1")
    self.capacity = capacity
    self.crops = crops
    self.featureSize = featureSize
    ring = [Float](repeating: 0, count: Self.values(capacity, crops, featureSize))
  }

  /// The bytes of a window; `features` is as large once the window is full.
  public static func bytes(capacity: Int, crops: Int, featureSize: Int) -> Int {
    values(capacity, crops, featureSize) * MemoryLayout<Float>.stride
  }

  private static func values(_ capacity: Int, _ crops: Int, _ featureSize: Int) -> Int {
    capacity * crops * featureSize
  }

  /// Adds the newest snippet's features, [crops, featureSize]; the oldest is dropped when the window is full.
  public mutating func append(_ features: Tensor) {
    precondition(
      features.shape == [crops, featureSize],
      "a window of [\(crops), \(featureSize)] got features \(features.shape)")
    let size = crops * featureSize
    ring.replaceSubrange(next * size..<(next + 1) * size, with: features.values)
    next = (next + 1) % capacity
    count = min(count + 1, capacity)
  }

  /// Adds the newest snippet's features once more.
  ///
  /// - Precondition: there is a snippet.
  public mutating func repeatNewest() {
    precondition(count > 0, "an empty window has no newest snippet")
    let size = crops * featureSize
    let newest = (next - 1 + capacity) % capacity
    // A window of one snippet holds it already.
    if newest != next {
      ring.replaceSubrange(next * size..<(next + 1) * size, with: ring[newest * size..<(newest + 1) * size])
    }
    next = (next + 1) % capacity
    count = min(count + 1, capacity)
  }

  /// Drops all snippets: the next ones do not follow them.
  public mutating func reset() {
    count = 0
    next = 0
  }

  /// The features from oldest to newest, [crops, count, featureSize].
  public var features: Tensor {
    let oldest = (next - count + capacity) % capacity
    var values: [Float] = []
    values.reserveCapacity(crops * count * featureSize)
    for crop in 0..<crops {
      for age in 0..<count {
        let start = ((oldest + age) % capacity * crops + crop) * featureSize
        values += ring[start..<start + featureSize]
      }
    }
    return Tensor(shape: [crops, count, featureSize], values: values)
  }
}
