/// How a convolution or pooling slides over the spatial axes, one number for each of them.
public struct Window: Hashable, Sendable {
  /// The extent of the window.
  public var kernel: [Int]
  /// The distance between windows.
  public var stride: [Int]
  /// Padding at both ends of an axis: zeros for a convolution, ignored for a maximum.
  public var padding: [Int]
  /// The distance between the elements of a window.
  public var dilation: [Int]

  /// A window; stride and dilation are 1 and padding 0 unless given.
  public init(_ kernel: [Int], stride: [Int]? = nil, padding: [Int]? = nil, dilation: [Int]? = nil) {
    let ones = kernel.map { _ in 1 }
    self.kernel = kernel
    self.stride = stride ?? ones
    self.padding = padding ?? kernel.map { _ in 0 }
    self.dilation = dilation ?? ones
    precondition(
      [self.stride, self.padding, self.dilation].allSatisfy { $0.count == kernel.count },
      "a window has one kernel, stride, padding and dilation for each axis")
  }

  /// Whether it slides over one axis only and keeps its extent.
  var keepsLength: Bool {
    kernel.count == 1 && stride[0] == 1 && 2 * padding[0] == dilation[0] * (kernel[0] - 1)
  }

  /// The number of windows that fit along each axis, rounded down; nil if one axis has no room for any,
  /// or if a symbolic axis would change its extent.
  func outputExtents(of extents: [Dimension]) -> [Dimension]? {
    precondition(extents.count == kernel.count, "a window of \(kernel.count) axes over \(extents.count)")
    var result: [Dimension] = []
    for (axis, extent) in extents.enumerated() {
      let reach = dilation[axis] * (kernel[axis] - 1) + 1
      switch extent {
      case .fixed(let size):
        let room = size + 2 * padding[axis] - reach
        guard room >= 0 else { return nil }
        result.append(.fixed(room / stride[axis] + 1))
      case .symbol, .atMost:
        guard stride[axis] == 1, 2 * padding[axis] == reach - 1 else { return nil }
        result.append(extent)
      }
    }
    return result
  }
}
