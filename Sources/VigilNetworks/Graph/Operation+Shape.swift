extension Operation {
  /// The shape of the result, or nil if the operation cannot take these inputs.
  ///
  /// - Parameters:
  ///   - inputs: the shapes of the node's inputs.
  ///   - parameters: the shapes of the node's own tensors; only the weight matters.
  func outputShape(of inputs: [[Dimension]], parameters: [Parameter]) -> [Dimension]? {
    guard let x = inputs.first else { return nil }
    switch self {
    case .convolution(let window), .quantizedConvolution(let window):
      guard let weight = parameters.first, x.count == window.kernel.count + 2,
        x[1] == .fixed(weight.shape[1]), Array(weight.shape.dropFirst(2)) == window.kernel,
        let extents = window.outputExtents(of: Array(x[2...]))
      else { return nil }
      return [x[0], .fixed(weight.shape[0])] + extents
    case .maxPool(let window), .averagePool(let window):
      guard x.count == window.kernel.count + 2 else { return nil }
      return window.outputExtents(of: Array(x[2...])).map { x[..<2] + $0 }
    case .batchNorm:
      guard x.count >= 2, let weight = parameters.first, x[1] == .fixed(weight.shape[0]) else { return nil }
      return x
    case .linear:
      guard let weight = parameters.first, x.last == .fixed(weight.shape[1]) else { return nil }
      return x.dropLast() + [.fixed(weight.shape[0])]
    case .relu, .quantize, .sigmoid, .softmax, .scale, .offset, .squareRoot, .logarithm, .divideByLength,
      .dropout:
      return x
    case .globalAverage:
      return x.count == 5 ? Array(x[..<2]) : nil
    case .regionAverage(let regions):
      guard x.count == 5,
        regions.allSatisfy({ x[3] == .fixed($0.rows.count) && x[4] == .fixed($0.columns.count) })
      else { return nil }
      return [x[0], .fixed(regions.count), x[1]]
    case .magnitude:
      return x.isEmpty ? nil : Array(x.dropLast())
    case .mean(let axis), .maximum(let axis):
      guard x.indices.contains(axis), x[axis].size != nil else { return nil }
      var shape = x
      shape[axis] = .fixed(1)
      return shape
    case .ranked(let places):
      guard let size = x.last?.size, !places.isEmpty, places.allSatisfy((0..<size).contains) else {
        return nil
      }
      return x.dropLast() + [.fixed(places.count)]
    case .add, .subtract, .multiply, .divide:
      return inputs.count == 2 && inputs[1] == x ? x : nil
    case .matmul:
      guard inputs.count == 2, x.count >= 2, inputs[1].count == x.count,
        x.dropLast(2) == inputs[1].dropLast(2), x[x.count - 1] == inputs[1][x.count - 2]
      else { return nil }
      return x.dropLast() + [inputs[1][x.count - 1]]
    case .concat(let axis):
      var total = 0
      for input in inputs {
        guard input.count == x.count, let size = input[axis].size else { return nil }
        guard zip(input, x).enumerated().allSatisfy({ $0.offset == axis || $0.element.0 == $0.element.1 })
        else { return nil }
        total += size
      }
      var shape = x
      shape[axis] = .fixed(total)
      return shape
    case .reshape(let shape):
      // A symbol keeps its axis; the fixed extents hold as many elements as before.
      func symbols(_ shape: [Dimension]) -> [Int: Dimension] {
        Dictionary(
          uniqueKeysWithValues: shape.enumerated().filter { $0.element.size == nil }.map {
            ($0.offset, $0.element)
          })
      }
      func elements(_ shape: [Dimension]) -> Int { shape.compactMap(\.size).reduce(1, *) }
      return symbols(shape) == symbols(x) && elements(shape) == elements(x) ? shape : nil
    case .last(let count, let axis):
      guard count >= 1, x.indices.contains(axis) else { return nil }
      var shape = x
      shape[axis] = x[axis].last(count)
      return shape
    case .difference(let axis):
      guard x.indices.contains(axis), let size = x[axis].size, size > 1 else { return nil }
      var shape = x
      shape[axis] = .fixed(size - 1)
      return shape
    case .transpose(let order):
      return order.sorted() == Array(x.indices) ? order.map { x[$0] } : nil
    }
  }
}
