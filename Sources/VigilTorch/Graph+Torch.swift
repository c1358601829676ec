import VigilNetworks

extension Graph {
  /// The graph as the plug-in reads it; see `CTorch.h`. A symbolic extent of a reshape
  /// becomes 0: that of the same axis before.
  var torchText: String {
    var lines = inputs.map { "input\t\($0.name)" }
    lines += nodes.map { node in
      let numbers = node.operation.torchNumbers.map { "\($0)" }.joined(separator: " ")
      let parameters = node.parameters.map(\.name).joined(separator: " ")
      let inputs = node.inputs.joined(separator: " ")
      return "node\t\(node.name)\t\(node.operation.torchName)\t\(numbers)\t\(inputs)\t\(parameters)"
    }
    lines += outputNames.map { "output\t\($0)" }
    return lines.joined(separator: "\n") + "\n"
  }
}

extension Operation {
  fileprivate var torchName: String {
    switch self {
    case .convolution: "convolution"
    case .quantizedConvolution: "quantized-convolution"
    case .quantize: "quantize"
    case .batchNorm: "batch-norm"
    case .linear: "linear"
    case .relu: "relu"
    case .sigmoid: "sigmoid"
    case .softmax: "softmax"
    case .maxPool: "max-pool"
    case .globalAverage: "average"
    case .regionAverage: "region-average"
    case .magnitude: "magnitude"
    case .averagePool: "average-pool"
    case .mean: "mean"
    case .maximum: "maximum"
    case .ranked: "ranked"
    case .add: "add"
    case .subtract: "subtract"
    case .multiply: "multiply"
    case .divide: "divide"
    case .offset: "offset"
    case .squareRoot: "square-root"
    case .logarithm: "logarithm"
    case .matmul: "matrix-product"
    case .scale: "scale"
    case .divideByLength: "divide-by-length"
    case .concat: "concatenate"
    case .reshape: "reshape"
    case .last: "last"
    case .dropout: "dropout"
    case .difference: "difference"
    case .transpose: "transpose"
    }
  }

  fileprivate var torchNumbers: [Double] {
    func numbers(_ window: Window) -> [Double] {
      (window.kernel + window.stride + window.padding + window.dilation).map(Double.init)
    }
    return switch self {
    case .convolution(let window), .quantizedConvolution(let window), .maxPool(let window),
      .averagePool(let window):
      numbers(window)
    case .quantize(let scale): [Double(scale.step), scale.isSigned ? 1 : 0]
    case .batchNorm(let epsilon): [epsilon]
    case .regionAverage(let regions): [Double(regions.count)] + regions.flatMap { $0.rows + $0.columns }
    case .scale(let factor): [factor]
    case .offset(let amount): [amount]
    case .mean(let axis), .maximum(let axis): [Double(axis)]
    case .ranked(let places): places.map(Double.init)
    case .concat(let axis): [Double(axis)]
    case .reshape(let shape): shape.map { Double($0.size ?? 0) }
    case .last(let count, let axis): [Double(count), Double(axis)]
    case .dropout(let share): [share]
    case .difference(let axis): [Double(axis)]
    case .transpose(let order): order.map(Double.init)
    case .linear, .relu, .sigmoid, .softmax, .globalAverage, .magnitude, .add, .subtract, .multiply, .divide,
      .matmul,
      .squareRoot, .logarithm, .divideByLength:
      []
    }
  }
}
