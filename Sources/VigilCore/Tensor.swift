/// A dense array of 32-bit floats in row-major order.
public struct Tensor: Hashable, Sendable {
  /// The extent of each axis; empty for a scalar.
  public var shape: [Int]
  /// All elements, the last axis varying fastest.
  public var values: [Float]

  /// Makes a tensor from its elements.
  ///
  /// - Precondition: `values` has exactly as many elements as `shape` says.
  public init(shape: [Int], values: [Float]) {
    precondition(values.count == shape.reduce(1, *), "\(values.count) values do not fill shape \(shape)")
    self.shape = shape
    self.values = values
  }

  /// Makes a tensor filled with one value.
  public init(repeating value: Float, shape: [Int]) {
    self.init(shape: shape, values: Array(repeating: value, count: shape.reduce(1, *)))
  }
}
