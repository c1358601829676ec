/// Builds a graph one operation at a time, inferring shapes.
///
/// A shape that does not fit is a bug in an architecture and traps.
struct GraphBuilder {
  typealias Value = Graph.Value

  private var graph: Graph
  private var names: Set<String> = []

  init(_ name: String) {
    graph = Graph(name: name, inputs: [], nodes: [], outputNames: [])
  }

  /// The finished graph.
  ///
  /// Mutating, so that the compiler refuses to build an output within the call, after the graph was read.
  mutating func finish(outputs: Value...) -> Graph {
    graph.outputNames = outputs.map(\.name)
    return graph
  }

  mutating func input(_ name: String, _ shape: [Dimension]) -> Value {
    precondition(names.insert(name).inserted, "two values are called \(name)")
    let value = Value(name: name, shape: shape)
    graph.inputs.append(value)
    return value
  }

  /// An operation without parameters.
  mutating func apply(_ operation: Operation, _ inputs: Value..., name: String) -> Value {
    append(operation, inputs, parameters: [], name: name)
  }

  mutating func convolution(_ x: Value, outputs: Int, _ window: Window, bias: Bool, name: String) -> Value {
    guard let channels = x.shape[1].size else { preconditionFailure("\(x.name) has no known channels") }
    let shape = [outputs, channels] + window.kernel
    return append(
      .convolution(window), [x], parameters: Self.weights(name, shape: shape, bias: bias), name: name)
  }

  mutating func linear(_ x: Value, outputs: Int, name: String) -> Value {
    guard let features = x.shape.last?.size else { preconditionFailure("\(x.name) has no known features") }
    return append(
      .linear, [x], parameters: Self.weights(name, shape: [outputs, features], bias: true), name: name)
  }

  mutating func batchNorm(_ x: Value, epsilon: Double = 1e-5, name: String) -> Value {
    guard let channels = x.shape[1].size else { preconditionFailure("\(x.name) has no known channels") }
    let roles: [(String, Parameter.Role)] = [
      ("weight", .normWeight), ("bias", .normBias), ("running_mean", .runningMean),
      ("running_var", .runningVariance),
    ]
    let parameters = roles.map { Parameter("\(name).\($0.0)", shape: [channels], role: $0.1) }
    return append(.batchNorm(epsilon: epsilon), [x], parameters: parameters, name: name)
  }

  private static func weights(_ owner: String, shape: [Int], bias: Bool) -> [Parameter] {
    let weight = Parameter("\(owner).weight", shape: shape, role: .weight)
    return bias ? [weight, Parameter("\(owner).bias", shape: [shape[0]], role: .bias)] : [weight]
  }

  private mutating func append(
    _ operation: Operation, _ inputs: [Value], parameters: [Parameter], name: String
  ) -> Value {
    guard let shape = operation.outputShape(of: inputs.map(\.shape), parameters: parameters) else {
      preconditionFailure("\(name): \(operation) cannot take \(inputs.map(\.shape))")
    }
    precondition(names.insert(name).inserted, "two values are called \(name)")
    graph.nodes.append(
      Graph.Node(
        name: name, operation: operation, inputs: inputs.map(\.name), parameters: parameters, shape: shape))
    return Value(name: name, shape: shape)
  }
}
