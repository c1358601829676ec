import VigilCore
public import VigilTensorFiles

/// The weights of a known network, recognised in a checkpoint.
public struct RecognizedWeights: Sendable {
  /// The network they belong to.
  public let architecture: Architecture
  /// Exactly the tensors that the network declares, under Vigil's names.
  public let weights: Weights
  /// The checkpoint's naming scheme.
  public let names: WeightNames
  /// The tensors of the checkpoint that are not part of the network, such as its classifier.
  public let ignored: [String]

  /// Recognises a network by the names and shapes of its tensors.
  ///
  /// - Parameter layout: the layout of an extractor if the file does not reveal it, as in a PyTorch state dictionary
  ///   with Vigil's names; 32x2 unless given. Caffe2 and PySlowFast names reveal it, and so do the weights in
  ///   a model folder.
  /// - Throws: `unknownArchitecture` if it is none of the known ones, or its names contradict `layout`;
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
          throw NetworksError(.weightsMismatch, "two tensors of the checkpoint are \(name); remove one")
        }
      }
    }
    let architecture = try Self.architecture(tensors, told: Self.layout(checkpoint, names), layout)
    let weights = Weights(tensors)
    try weights.verify(for: architecture.graph)
    self.architecture = architecture
    self.weights = weights
    self.names = names
    self.ignored = ignored
  }

  /// The layout given by the file, by its names or by what Vigil wrote beside the weights.
  private static func layout(_ checkpoint: Checkpoint, _ names: WeightNames) -> I3DNonLocal.Layout? {
    switch names {
    case .caffe2: return .layout32x2
    case .pySlowFast: return .layout8x8
    case .pyTorch:
      guard case .text(let identifier) = checkpoint.metadata[ModelFolderWriter.architectureKey] else {
        return nil
      }
      return I3DNonLocal.Layout(identifier: identifier)
    }
  }

  private static func architecture(
    _ tensors: [String: Tensor], told: I3DNonLocal.Layout?, _ layout: I3DNonLocal.Layout?
  ) throws(NetworksError) -> Architecture {
    if let shape = tensors["Aggregate.conv_1.0.weight"]?.shape, shape.count == 3 {
      return .rtfm(try RTFM(features: shape[1]))
    }
    if let shape = tensors["conv1.weight"]?.shape, shape.count == 5 {
      if let told, let layout, told != layout {
        throw NetworksError(
          .unknownArchitecture,
          "layout \(layout.rawValue) was asked for, but the file holds \(told.rawValue) weights")
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
