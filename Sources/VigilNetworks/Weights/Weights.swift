public import VigilCore

/// The tensors of a network, by their names in a PyTorch state dictionary.
public struct Weights: Hashable, Sendable {
  /// Every tensor.
  public var tensors: [String: Tensor]

  /// Holds tensors that have not been checked against any network.
  public init(_ tensors: [String: Tensor]) {
    self.tensors = tensors
  }

  /// The tensor of a parameter of a verified network.
  ///
  /// - Precondition: the network was verified, so the tensor exists.
  public subscript(parameter: Parameter) -> Tensor {
    guard let tensor = tensors[parameter.name] else {
      preconditionFailure("there is no tensor \(parameter.name)")
    }
    return tensor
  }

  /// The tensors that a graph declares; those of the rest of its network are left out.
  public func restricted(to graph: Graph) -> Weights {
    let names = Set(graph.parameters.map(\.name))
    return Weights(tensors.filter { names.contains($0.key) })
  }

  /// Checks names and shapes against a network's declarations.
  ///
  /// - Throws: `weightsMismatch` that lists everything missing, unexpected or of another shape at once.
  public func verify(for graph: Graph) throws(NetworksError) {
    let declared = Dictionary(uniqueKeysWithValues: graph.parameters.map { ($0.name, $0.shape) })
    var complaints: [String] = []
    let missing = declared.keys.filter { tensors[$0] == nil }.sorted()
    if !missing.isEmpty { complaints.append("missing: \(missing.joined(separator: ", "))") }
    let unexpected = tensors.keys.filter { declared[$0] == nil }.sorted()
    if !unexpected.isEmpty { complaints.append("unexpected: \(unexpected.joined(separator: ", "))") }
    let misshapen = declared.keys.sorted().compactMap { name -> String? in
      guard let shape = tensors[name]?.shape, shape != declared[name] else { return nil }
      return "\(name) \(shape) instead of \(declared[name] ?? [])"
    }
    if !misshapen.isEmpty { complaints.append("wrong shape: \(misshapen.joined(separator: ", "))") }
    guard complaints.isEmpty else {
      throw NetworksError(
        .weightsMismatch,
        "these weights do not fit \(graph.name); \(complaints.joined(separator: "; "))")
    }
  }
}
