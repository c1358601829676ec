extension Graph {
  /// The graph split in two, if it begins with the layers that `VigilInference` computes itself: convolution 5x7x7,
  /// batch norm, relu and maximum pooling 2x3x3, all of stride 2x2x2, with multiples of 16 channels and 4 frames.
  ///
  /// The trunk takes what the stem gives, under the name of the stem's last node.
  public func splitAfterStem() -> (stem: Graph, trunk: Graph)? {
    let stemNodes = nodes.prefix(4)
    guard let input = inputs.first, inputs.count == 1, input.shape.count == 5, let last = stemNodes.last,
      stemNodes.map(\.operation.placeInStem) == [0, 1, 2, 3],
      zip(stemNodes, [input.name] + stemNodes.map(\.name)).allSatisfy({ $0.inputs == [$1] }),
      input.shape[1].size == 3, let frames = input.shape[2].size, frames.isMultiple(of: 4), frames >= 8,
      input.shape[3].size ?? 0 >= 8, input.shape[4].size ?? 0 >= 8,
      let channels = last.shape[1].size, channels.isMultiple(of: 16)
    else { return nil }
    let hidden = Set(stemNodes.dropLast().map(\.name) + [input.name])
    guard !nodes.dropFirst(4).contains(where: { !hidden.isDisjoint(with: $0.inputs) }),
      hidden.union([last.name]).isDisjoint(with: outputNames)
    else { return nil }
    var (stem, trunk) = (self, self)
    stem.nodes = Array(stemNodes)
    stem.outputNames = [last.name]
    trunk.nodes = Array(nodes.dropFirst(4))
    trunk.inputs = [Value(name: last.name, shape: last.shape)]
    return (stem, trunk)
  }
}

extension Operation {
  /// The position of the operation in a stem; nil if it has none.
  fileprivate var placeInStem: Int? {
    switch self {
    case .convolution(Window([5, 7, 7], stride: [2, 2, 2], padding: [2, 3, 3])): 0
    case .batchNorm: 1
    case .relu: 2
    case .maxPool(Window([2, 3, 3], stride: [2, 2, 2])): 3
    default: nil
    }
  }
}
