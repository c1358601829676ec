public import VigilCore

/// The features of the last snippets of a stream, as the detector wants them.
///
/// Memory is fixed; see `bytes`.
public struct OnlineWindow: Sendable {
  /// The most snippets that the detector sees at once.
  public let capacity: Int
  /// Crops of a snippet.
  public let crops: Int
  /// Numbers in one crop's feature.
  public let featureSize: Int
  /// Snippets that are held now.
  public private(set) var count = 0

  /// A ring of snippets, each [crops, featureSize].
  private var ring: [Float]
  private var next = 0

  /// Makes an empty window.
  ///
  /// - Precondition: all extents are at least 1.
  public init(capacity: Int, crops: Int, featureSize: Int) {
    precondition(capacity >= 1 && crops >= 1 && featureSize >= 1, "a window holds something")
    self.capacity = capacity
    self.crops = crops
    self.featureSize = featureSize
    ring = [Float](repeating: 0, count: Self.values(capacity, crops, featureSize))
  }

  /// The bytes that a window holds; `features` is as large once the window is full.
  public static func bytes(capacity: Int, crops: Int, featureSize: Int) -> Int {
    values(capacity, crops, featureSize) * MemoryLayout<Float>.stride
  }

  private static func values(_ capacity: Int, _ crops: Int, _ featureSize: Int) -> Int {
    capacity * crops * featureSize
  }

  /// Adds the newest snippet's features, [crops, featureSize]; the oldest gives way when the window is full.
  public mutating func append(_ features: Tensor) {
    precondition(
      features.shape == [crops, featureSize],
      "a window of [\(crops), \(featureSize)] got features \(features.shape)")
    let size = crops * featureSize
    ring.replaceSubrange(next * size..<(next + 1) * size, with: features.values)
    next = (next + 1) % capacity
    count = min(count + 1, capacity)
  }

  /// Forgets all snippets: what comes next does not follow what came before.
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
