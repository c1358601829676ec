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
    let all = try Self.all(in: checkpoint, layout: layout)
    guard all.count == 1 else {
      throw NetworksError(
        .weightsMismatch, "the checkpoint holds an extractor and a detector; import it into a model")
    }
    self = all[0]
  }

  /// Recognises all networks in a checkpoint: an extractor, a detector, or both, each below a prefix of its own.
  ///
  /// Wrappers put a prefix before all names of a network, such as `_orig_mod.`, `model.` or `net.module.`, which is taken off. Other
  /// tensors beside such a network, those of a loss or of an optimiser, are left out.
  ///
  /// - Throws: as `init`, and `unknownArchitecture` if several networks have the same role.
  public static func all(
    in checkpoint: Checkpoint, layout: I3DNonLocal.Layout? = nil
  ) throws(NetworksError) -> [RecognizedWeights] {
    let prefixes = try NetworkPrefixes(checkpoint.tensors.map(\.name))
    var all: [RecognizedWeights] = []
    for prefix in prefixes.all {
      var (own, others): ([NamedTensor], [String]) = ([], [])
      for var named in checkpoint.tensors {
        if prefixes.owner(of: named.name) == prefix {
          named.name.removeFirst(prefix.count)
          own.append(named)
        } else if all.isEmpty, prefixes.owner(of: named.name) == nil {
          others.append(named.name)
        }
      }
      all.append(try RecognizedWeights(own, of: checkpoint, besides: others, layout: layout))
    }
    return all
  }

  private init(
    _ own: [NamedTensor], of checkpoint: Checkpoint, besides others: [String], layout: I3DNonLocal.Layout?
  ) throws(NetworksError) {
    let names = WeightNames(of: own.map(\.name))
    var tensors: [String: Tensor] = [:]
    var ignored = others
    for named in own {
      switch names.translate(named.name) {
      case .ignored: ignored.append(named.name)
      case .parameter(let name):
        guard tensors.updateValue(named.tensor, forKey: name) == nil else {
          throw NetworksError(.weightsMismatch, "two tensors of the checkpoint are \(name); remove one")
        }
      }
    }
    let architecture = try Self.architecture(tensors, told: Self.variant(checkpoint, names), layout)
    let weights = Weights(tensors)
    try weights.verify(for: architecture.graph)
    self.architecture = architecture
    self.weights = weights
    self.names = names
    self.ignored = ignored
  }

  /// The layout given by the file, by its names or by what Vigil wrote beside the weights.
  private static func variant(
    _ checkpoint: Checkpoint, _ names: WeightNames
  ) -> (layout: I3DNonLocal.Layout, hasNonLocal: Bool?)? {
    switch names {
    case .caffe2: return (.layout32x2, nil)
    case .pySlowFast: return (.layout8x8, nil)
    case .pyTorch:
      guard case .text(let identifier) = checkpoint.metadata[ModelFolderWriter.architectureKey] else {
        return nil
      }
      return I3DNonLocal.variant(identifier).map { ($0.layout, $0.hasNonLocal) }
    }
  }

  private static func architecture(
    _ tensors: [String: Tensor], told: (layout: I3DNonLocal.Layout, hasNonLocal: Bool?)?,
    _ layout: I3DNonLocal.Layout?
  ) throws(NetworksError) -> Architecture {
    if let shape = tensors[RTFM.firstWeight]?.shape, shape.count == 3 {
      return .rtfm(try RTFM(features: shape[1], inner: shape[0]))
    }
    if let shape = tensors["conv1.weight"]?.shape, shape.count == 5 {
      if let told, let layout, told.layout != layout {
        throw NetworksError(
          .unknownArchitecture,
          "layout \(layout.rawValue) was asked for, but the file holds \(told.layout.rawValue) weights")
      }
      return .i3dNonLocal(
        try I3DNonLocal(
          layout: told?.layout ?? layout ?? .layout32x2, width: Double(shape[0]) / 64,
          hasNonLocal: told?.hasNonLocal ?? tensors.keys.contains { $0.contains(".nl.") }))
    }
    let some = tensors.keys.sorted().prefix(4).joined(separator: ", ")
    throw NetworksError(
      .unknownArchitecture,
      "this is neither an I3D non-local extractor nor an RTFM detector; its tensors are \(some), ... "
        + "(a prefix before all names does not matter)")
  }
}
