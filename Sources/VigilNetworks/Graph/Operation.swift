/// The operation of a node; the first axis is always the batch, the second the channel unless said otherwise.
public enum Operation: Hashable, Sendable {
  /// A convolution over every axis from 2, with a `weight` and optionally a `bias`.
  case convolution(Window)
  /// A convolution whose `weight` holds whole numbers: those of an output channel are multiples of its `step`.
  case quantizedConvolution(Window)
  /// x rounded to the nearest of the 256 values of an 8-bit integer.
  case quantize(ActivationScale)
  /// `(x - mean) / sqrt(variance + epsilon) * weight + bias` for each channel.
  case batchNorm(epsilon: Double)
  /// `x weight^T + bias` over the last axis.
  case linear
  /// The larger of x and 0.
  case relu
  /// `1 / (1 + exp(-x))`.
  case sigmoid
  /// `exp(x) / sum(exp(x))` over the last axis.
  case softmax
  /// The maximum of each window over every axis from 2.
  case maxPool(Window)
  /// The mean over axes 2, 3 and 4, which are removed.
  case globalAverage
  /// The mean over axis 2 and each of these regions of axes 3 and 4: [N, C, T, H, W] -> [N, regions, C].
  case regionAverage([MapRegion])
  /// The square root of the sum of squares over the last axis, which is removed.
  case magnitude
  /// The mean of each window over every axis from 2; padding does not count.
  case averagePool(Window)
  /// The mean along an axis, whose extent becomes 1.
  case mean(axis: Int)
  /// The largest along an axis, whose extent becomes 1.
  case maximum(axis: Int)
  /// The elements at these ranks, counted from 0, of each row along the last axis, sorted in ascending order.
  case ranked([Int])
  /// The sum of two values of the same shape.
  case add
  /// The first value less the second, of the same shape.
  case subtract
  /// The product of two values of the same shape, element by element.
  case multiply
  /// The first value divided by the second, of the same shape.
  case divide
  /// The matrix product over the last two axes.
  case matmul
  /// x times a constant.
  case scale(Double)
  /// x plus a constant.
  case offset(Double)
  /// The square root.
  case squareRoot
  /// The natural logarithm.
  case logarithm
  /// x divided by the extent of its last axis.
  case divideByLength
  /// The inputs concatenated along an axis.
  case concat(axis: Int)
  /// The same elements in another shape.
  case reshape([Dimension])
  /// The last `count` elements along an axis, or all if there are fewer.
  case last(Int, axis: Int)
  /// The difference of each element along an axis to the one before it; one element fewer.
  case difference(axis: Int)
  /// In training, zeroes this fraction of the elements and scales up the others to compensate; x in inference.
  case dropout(Double)
  /// The axes in another order: axis `i` of the result is axis `order[i]` of x.
  case transpose([Int])
}

extension Operation: CustomStringConvertible {
  /// A short name with its main parameters, such as `convolution 1x3x3 /1x2x2`.
  public var description: String {
    switch self {
    case .convolution(let window): "convolution \(window)"
    case .quantizedConvolution(let window): "int8 convolution \(window)"
    case .quantize(let scale): scale.isSigned ? "round to int8" : "round to uint8"
    case .batchNorm: "batch norm"
    case .linear: "linear"
    case .relu: "relu"
    case .sigmoid: "sigmoid"
    case .softmax: "softmax"
    case .maxPool(let window): "max pool \(window)"
    case .globalAverage: "average"
    case .regionAverage(let regions): "average of \(regions.count) regions"
    case .magnitude: "magnitude"
    case .averagePool(let window): "average pool \(window)"
    case .mean: "mean"
    case .maximum: "maximum"
    case .ranked(let places): "\(places.count) of a sorted row"
    case .add: "add"
    case .subtract: "subtract"
    case .multiply: "multiply"
    case .divide: "divide"
    case .matmul: "matrix product"
    case .scale(let factor): "scale by \(factor)"
    case .offset(let amount): "add \(amount)"
    case .squareRoot: "square root"
    case .logarithm: "logarithm"
    case .divideByLength: "divide by length"
    case .concat: "concatenate"
    case .reshape: "reshape"
    case .dropout(let share): "dropout of \(share)"
    case .last(let count, _): "last \(count)"
    case .difference: "difference"
    case .transpose(let order): "transpose \(order.map(String.init).joined(separator: ","))"
    }
  }
}

extension Window: CustomStringConvertible {
  /// The kernel, then stride and dilation where they are not 1.
  public var description: String {
    func joined(_ sizes: [Int]) -> String { sizes.map(String.init).joined(separator: "x") }
    var text = joined(kernel)
    if stride.contains(where: { $0 != 1 }) { text += " /\(joined(stride))" }
    if dilation.contains(where: { $0 != 1 }) { text += " dilated \(joined(dilation))" }
    return text
  }
}
