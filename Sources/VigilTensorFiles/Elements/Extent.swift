/// Arithmetic on untrusted shapes from a file.
enum Extent {
  /// More axes than NumPy allows.
  static let maximumAxes = 64

  /// The number of elements of `shape`, or nil if an extent is negative, there are too many axes or
  /// the product overflows.
  static func count(_ shape: [Int]) -> Int? {
    guard shape.count <= maximumAxes else { return nil }
    var count = 1
    for extent in shape {
      guard extent >= 0 else { return nil }
      let (product, overflow) = count.multipliedReportingOverflow(by: extent)
      guard !overflow else { return nil }
      count = product
    }
    return count
  }

  /// The stride of each axis of a dense array, in elements.
  ///
  /// - Precondition: `count(shape)` is not nil.
  static func strides(_ shape: [Int], firstAxisFastest: Bool) -> [Int] {
    var strides = [Int](repeating: 0, count: shape.count)
    var step = 1
    for axis in firstAxisFastest ? Array(shape.indices) : shape.indices.reversed() {
      strides[axis] = step
      // An empty axis makes the whole array empty, and its strides meaningless.
      step = step.multipliedReportingOverflow(by: max(1, shape[axis])).partialValue
    }
    return strides
  }
}
