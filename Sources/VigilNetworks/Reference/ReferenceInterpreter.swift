public import VigilCore

/// Runs a network one operation after another, as plainly as possible, as a reference for faster engines.
///
/// Values are 32-bit floats between nodes; within a node sums are 64-bit. One core does about
/// a billion multiply-accumulates a second, so the full extractor takes about twenty seconds per snippet.
public enum ReferenceInterpreter {
  /// Runs the network once.
  ///
  /// - Parameters:
  ///   - inputs: a tensor for each input of the graph; symbols take their extents from here.
  ///   - keeping: names of nodes whose results are returned besides the outputs.
  /// - Returns: the outputs and the kept results, by name.
  /// - Throws: `inputMismatch` if an input is missing or its shape does not match the graph.
  public static func run(
    _ network: Network, _ inputs: [String: Tensor], keeping: Set<String> = []
  ) throws(NetworksError) -> [String: Tensor] {
    let sizes = try sizes(of: network.graph, inputs)
    let graph = network.graph.fixing(sizes)
    let wanted = keeping.union(graph.outputNames)
    var values = inputs
    var usesLeft = graph.useCounts
    for node in graph.nodes {
      let operands = node.inputs.map { name in
        guard let value = values[name] else { preconditionFailure("\(node.name) uses \(name) too early") }
        return value
      }
      let result = compute(node, operands, node.parameters.map { network.weights[$0] })
      assert(result.shape.map(Dimension.fixed) == node.shape, "\(node.name): \(result.shape), \(node.shape)")
      values[node.name] = result
      for name in node.inputs {
        usesLeft[name, default: 0] -= 1
        if usesLeft[name] == 0, !wanted.contains(name) { values[name] = nil }
      }
    }
    return values.filter { wanted.contains($0.key) }
  }

  /// The extents of the graph's symbols, from the inputs.
  private static func sizes(
    of graph: Graph, _ inputs: [String: Tensor]
  ) throws(NetworksError) -> [String: Int] {
    var sizes: [String: Int] = [:]
    for input in graph.inputs {
      let shape = inputs[input.name]?.shape
      var fits = shape?.count == input.shape.count
      for (dimension, extent) in zip(input.shape, shape ?? []) {
        if case .symbol(let name) = dimension, sizes[name] == nil, extent > 0 { sizes[name] = extent }
        fits = fits && dimension.fixing(sizes) == .fixed(extent)
      }
      guard fits else {
        throw NetworksError(
          .inputMismatch,
          "\(graph.name) takes \(input.name) \(input.shape), not \(shape.map { "\($0)" } ?? "nothing")")
      }
    }
    return sizes
  }

  private static func compute(_ node: Graph.Node, _ inputs: [Tensor], _ weights: [Tensor]) -> Tensor {
    let x = inputs[0]
    switch node.operation {
    case .convolution(let window):
      return convolution(x, weights[0], bias: weights.count > 1 ? weights[1] : nil, window)
    case .quantizedConvolution(let window):
      let kernel = quantizedKernel(levels: weights[0], steps: weights[1])
      return convolution(x, kernel, bias: weights[2], window)
    case .quantize(let scale):
      return map(x, scale.rounded)
    case .batchNorm(let epsilon):
      return batchNorm(x, weights, epsilon: epsilon)
    case .linear:
      return linear(x, weights[0], bias: weights[1])
    case .relu:
      return map(x) { max($0, 0) }
    case .dropout:
      return x
    case .sigmoid:
      return map(x) { Float(1 / (1 + exponential(-Double($0)))) }
    case .scale(let factor):
      return map(x) { Float(Double($0) * factor) }
    case .divideByLength:
      let length = Double(x.shape[x.shape.count - 1])
      return map(x) { Float(Double($0) / length) }
    case .softmax:
      return rows(x) { row in
        let peak = Double(row.max() ?? 0)
        let powers = row.map { exponential(Double($0) - peak) }
        let sum = powers.reduce(0, +)
        return powers.map { Float($0 / sum) }
      }
    case .magnitude:
      return rows(x, shape: Array(x.shape.dropLast())) { row in
        [Float(row.reduce(0) { $0 + Double($1) * Double($1) }.squareRoot())]
      }
    case .globalAverage:
      let extent = x.shape[2...].reduce(1, *)
      let flat = Tensor(shape: [x.shape[0], x.shape[1], extent], values: x.values)
      return rows(flat, shape: [x.shape[0], x.shape[1]]) { row in
        [Float(row.reduce(0) { $0 + Double($1) } / Double(extent))]
      }
    case .regionAverage(let regions): return regionAverage(x, regions)
    case .add: return combine(x, inputs[1], +)
    case .subtract: return combine(x, inputs[1], -)
    case .multiply: return combine(x, inputs[1], *)
    case .divide: return combine(x, inputs[1], /)
    case .offset(let amount): return map(x) { Float(Double($0) + amount) }
    case .squareRoot: return map(x) { $0.squareRoot() }
    case .logarithm: return map(x) { Float(logarithm(Double($0))) }
    case .mean(let axis):
      return along(axis, of: x) { Float($0.reduce(0) { $0 + Double($1) } / Double($0.count)) }
    case .maximum(let axis): return along(axis, of: x) { $0.max() ?? 0 }
    case .ranked(let places):
      return rows(x, shape: x.shape.dropLast() + [places.count]) { row in
        let sorted = row.sorted()
        return places.map { sorted[$0] }
      }
    case .averagePool(let window): return averagePool(x, window)
    case .maxPool(let window):
      return maxPool(x, window)
    case .matmul:
      return matmul(x, inputs[1])
    case .concat(let axis):
      return concat(inputs, axis: axis)
    case .reshape(let shape):
      return Tensor(shape: shape.compactMap(\.size), values: x.values)
    case .last(let count, let axis):
      return last(x, count, axis: axis)
    case .difference(let axis):
      return difference(x, axis: axis)
    case .transpose(let order):
      return transpose(x, order)
    }
  }
}
