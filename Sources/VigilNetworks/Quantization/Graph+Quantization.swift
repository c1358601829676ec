extension Graph {
  /// The starting graph for quantisation: norms folded, except those of the first convolution, which stays in
  /// floats with its norm, so that it can be split off; see `splitAfterStem`.
  public var quantizable: Graph { folded(leaving: firstConvolution).graph }

  /// The convolutions that can be computed in 8-bit integers: all but the first, whose few inputs gain little.
  public var quantizableLayers: [String] { Array(convolutions.dropFirst()) }

  /// The activations that are quantised when all convolutions but the first and `floats` are quantised: the inputs of those
  /// convolutions, before any pooling and, where two of them are added, the result of the second.
  ///
  /// The receiver is a `quantizable` graph.
  public func quantizationPoints(floats: Set<String> = []) -> [String] {
    let quantized = Set(quantizableLayers).subtracting(floats)
    var points: Set<String> = []
    for node in nodes {
      if quantized.contains(node.name) { points.insert(source(of: node.inputs[0])) }
      if node.operation == .add, quantized.isSuperset(of: node.inputs) { points.insert(node.inputs[1]) }
    }
    return nodes.map(\.name).filter(points.contains)
  }

  /// The same network with 8-bit integers for weights and activations, according to a quantisation.
  ///
  /// Each quantised activation is a node `NAME.quantized`, which replaces `NAME` everywhere except in float convolutions.
  ///
  /// - Throws: `badManifest` if the quantisation is not for this graph.
  public func quantized(by quantization: Quantization) throws(NetworksError) -> Graph {
    var graph = quantizable
    try quantization.verify(for: graph)
    let layers = Set(graph.quantizableLayers).subtracting(quantization.floats)
    let floats = Set(graph.convolutions).subtracting(layers)
    var nodes: [Node] = []
    var renamed: [String: String] = [:]
    for var node in graph.nodes {
      if !floats.contains(node.name) { node.inputs = node.inputs.map { renamed[$0] ?? $0 } }
      if case .convolution(let window) = node.operation, layers.contains(node.name) {
        node.operation = .quantizedConvolution(window)
        node.parameters = Self.quantizedParameters(of: node)
      }
      nodes.append(node)
      if let scale = quantization.activations[node.name] {
        let name = "\(node.name).quantized"
        nodes.append(
          Node(
            name: name, operation: .quantize(scale), inputs: [node.name], parameters: [], shape: node.shape))
        renamed[node.name] = name
      }
    }
    graph.nodes = nodes
    return graph
  }

  /// Weight, step and bias.
  private static func quantizedParameters(of node: Node) -> [Parameter] {
    let weight = node.parameters[0]
    let channels = [weight.shape[0]]
    return [
      Parameter(weight.name, shape: weight.shape, role: .levels),
      Parameter("\(node.name).step", shape: channels, role: .step),
      Parameter("\(node.name).bias", shape: channels, role: .bias),
    ]
  }

  /// The activation that is quantised for a convolution.
  func roundedInput(of layer: String) -> String? {
    nodes.first { $0.name == layer }.map { source(of: $0.inputs[0]) }
  }

  var firstConvolution: Set<String> { Set(convolutions.prefix(1)) }

  private var firstQuantizableInput: String? {
    quantizableLayers.first.flatMap { layer in nodes.first { $0.name == layer }?.inputs[0] }
  }

  private var convolutions: [String] {
    nodes.filter { if case .convolution = $0.operation { true } else { false } }.map(\.name)
  }

  /// The value before pooling: a maximum of quantised values is one of them.
  ///
  /// The input of the first quantised layer is quantised where it is taken: the pooling before it belongs to the stem.
  private func source(of name: String) -> String {
    guard let node = nodes.first(where: { $0.name == name }), case .maxPool = node.operation,
      name != firstQuantizableInput
    else { return name }
    return source(of: node.inputs[0])
  }
}
