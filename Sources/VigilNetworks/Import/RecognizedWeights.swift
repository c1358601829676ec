import VigilCore
public import VigilTensorFiles

/// The weights of one of the networks known here, recognized in a checkpoint.
public struct RecognizedWeights: Sendable {
  /// The network they belong to.
  public let architecture: Architecture
  /// Exactly the tensors that the network declares, under the names used here.
  public let weights: Weights
  /// How the checkpoint names its tensors.
  public let names: WeightNames
  /// The tensors of the checkpoint that belong to no part of the network, such as its classifier.
  public let ignored: [String]

  /// Recognizes a network by the names and shapes of its tensors.
  ///
  /// - Parameter layout: the layout of an extractor whose names do not tell, which are those of a PyTorch state
  ///   dictionary; 32x2 unless given.
  /// - Throws: `unknownArchitecture` if it is none of those known, or its names contradict `layout`;
  ///   `weightsMismatch` that lists every tensor that is missing, unexpected or of another shape.
  public init(_ checkpoint: Checkpoint, layout: I3DNonLocal.Layout? = nil) throws(NetworksError) {
    let names = WeightNames(of: checkpoint.tensors.map(\.name))
    var tensors: [String: Tensor] = [:]
    var ignored: [String] = []
    for named in checkpoint.tensors {
      switch names.translate(named.name) {
      case .ignored: ignored.append(named.name)
      case .parameter(let name):
        guard tensors.updateValue(named.tensor, forKey: name) == nil else {
          throw NetworksError(.weightsMismatch, "two tensors of the checkpoint are \(name); one must go")
        }
      }
    }
    let architecture = try Self.architecture(tensors, names, layout)
    let weights = Weights(tensors)
    try weights.verify(for: architecture.graph)
    self.architecture = architecture
    self.weights = weights
    self.names = names
    self.ignored = ignored
  }

  private static func architecture(
    _ tensors: [String: Tensor], _ names: WeightNames, _ layout: I3DNonLocal.Layout?
  ) throws(NetworksError) -> Architecture {
    if let shape = tensors["Aggregate.conv_1.0.weight"]?.shape, shape.count == 3 {
      return .rtfm(try RTFM(features: shape[1]))
    }
    if let shape = tensors["conv1.weight"]?.shape, shape.count == 5 {
      let told: I3DNonLocal.Layout? =
        switch names {
        case .pyTorch: nil
        case .caffe2: .layout32x2
        case .pySlowFast: .layout8x8
        }
      if let told, let layout, told != layout {
        throw NetworksError(
          .unknownArchitecture,
          "layout \(layout.rawValue) was asked for, but the names are those of \(told.rawValue) weights")
      }
      return .i3dNonLocal(
        try I3DNonLocal(layout: told ?? layout ?? .layout32x2, width: Double(shape[0]) / 64))
    }
    let some = tensors.keys.sorted().prefix(4).joined(separator: ", ")
    throw NetworksError(
      .unknownArchitecture,
      "this is neither an I3D non-local extractor nor an RTFM detector; its tensors are \(some), ...")
  }
}
