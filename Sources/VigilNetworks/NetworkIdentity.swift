import VigilHashing

/// The identity of an exported network, without exporting it: a key for caches of compiled networks.
public struct NetworkIdentity: Hashable, Sendable {
  /// 64 lower-case hexadecimal digits, the same on every machine for the same network and options.
  public let hex: String

  /// Identifies a network by its graph, the hash of its weights and its export options.
  ///
  /// - Parameter weightsSHA256: any stable hash of the weights: that of their file in a model folder, or
  ///   `Weights.sha256`.
  public init(_ graph: Graph, weightsSHA256: String, _ options: ONNXOptions = ONNXOptions()) {
    // Raised whenever the same graph and options are exported differently.
    let exportVersion = 2
    var lines = ["vigil network \(exportVersion)", "weights \(weightsSHA256)"]
    lines.append("simplified \(options.isSimplified)")
    // Only where they differ from what they always were, so that compiled networks of old are found.
    if options.target == .tensorRT { lines.append("for \(options.target.rawValue)") }
    if options.usesHalfFloats { lines.append("half floats") }
    if options.usesPlanes { lines.append("planes") }
    let graph = graph.fixing(options.sizes)
    lines.append("graph \(graph.name) -> \(graph.outputNames)")
    lines += graph.inputs.map { "input \($0.name) \($0.shape)" }
    lines += graph.nodes.map { node in
      "\(node.name) \(node.operation.definition) \(node.inputs) \(node.parameters.map(\.name)) \(node.shape)"
    }
    hex = SHA256.hexadecimal(of: lines.joined(separator: "\n"))
  }
}

extension Operation {
  /// Every detail of the operation, including those that the description leaves out.
  fileprivate var definition: String {
    switch self {
    case .convolution(let window), .quantizedConvolution(let window), .maxPool(let window),
      .averagePool(let window):
      "\(self) padded \(window.padding)"
    case .quantize(let scale): "\(self) \(scale.step)"
    case .batchNorm(let epsilon): "\(self) \(epsilon)"
    case .concat(let axis), .mean(let axis), .maximum(let axis), .difference(let axis): "\(self) \(axis)"
    case .ranked(let places): "\(self) \(places)"
    case .reshape(let shape): "\(self) \(shape)"
    case .last(_, let axis): "\(self) \(axis)"
    case .regionAverage(let regions): "\(self) \(regions.map { "\($0.rows) \($0.columns)" })"
    // Not `default`: a new operation must add its details here.
    case .linear, .relu, .sigmoid, .softmax, .globalAverage, .magnitude, .add, .subtract, .multiply,
      .divide, .matmul, .scale, .offset, .squareRoot, .logarithm, .divideByLength, .dropout, .transpose:
      description
    }
  }
}
