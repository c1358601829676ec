/// The detector: scores snippets by their features and those of their neighbours
/// (Tian et al., "Weakly-supervised Video Anomaly Detection with Robust Temporal Feature Magnitude
/// Learning", ICCV 2021, as its public code does it where code and paper differ).
///
/// At 2048 features it has 24,718,849 parameters, and costs 24.71 million multiply-accumulates for
/// each snippet and crop.
public struct RTFM: Hashable, Sendable {
  /// The number of features of a snippet: 2048, or 1024 for XD-Violence.
  public let features: Int

  /// Chooses the number of features.
  ///
  /// - Throws: `unsupportedArchitecture` if it is not a multiple of 8 from 8 to 16,384.
  public init(features: Int = 2048) throws(NetworksError) {
    guard features % 8 == 0, (8...16_384).contains(features) else {
      throw NetworksError(
        .unsupportedArchitecture,
        "the detector takes a multiple of 8 from 8 to 16384 features a snippet, not \(features)")
    }
    self.features = features
  }

  /// The network for the `features` [crops, snippets, F] of one video.
  ///
  /// It gives `scores` [crops, snippets], 0 (normal) to 1 (abnormal), and `magnitudes` [crops, snippets],
  /// the L2 norms of the features after the temporal layers. The published score of a snippet is the mean
  /// over its crops. `crops` and `snippets` are symbols; one snippet is enough. Dropout has no effect here.
  public func graph() -> Graph {
    var build = GraphBuilder("rtfm")
    let input = build.input("features", ["crops", "snippets", .fixed(features)])
    let x = build.apply(.transpose([0, 2, 1]), input, name: "Aggregate.channels")  // [crops, F, T]

    // The norm comes after the relu, so it cannot be folded into the convolution before it.
    var branches: [Graph.Value] = []
    for (number, rate) in [(1, 1), (2, 2), (3, 4)] {
      let window = Window([3], padding: [rate], dilation: [rate])
      branches.append(normalized(x, features / 4, window, bias: true, "Aggregate.conv_\(number)", &build))
    }
    var global = build.convolution(
      x, outputs: features / 4, Window([1]), bias: false, name: "Aggregate.conv_4.0")
    global = build.apply(.relu, global, name: "Aggregate.conv_4.1")
    branches.append(nonLocal(global, "Aggregate.non_local", &build))

    let joined = build.apply(
      .concat(axis: 1), branches[0], branches[1], branches[2], branches[3], name: "Aggregate.joined")
    let local = normalized(
      joined, features, Window([3], padding: [1]), bias: false, "Aggregate.conv_5", &build)
    let sum = build.apply(.add, local, x, name: "Aggregate.add")
    let rows = build.apply(.transpose([0, 2, 1]), sum, name: "Aggregate")  // [crops, T, F]

    var hidden = build.linear(rows, outputs: 512, name: "fc1")
    hidden = build.apply(.relu, hidden, name: "relu1")
    hidden = build.linear(hidden, outputs: 128, name: "fc2")
    hidden = build.apply(.relu, hidden, name: "relu2")
    hidden = build.linear(hidden, outputs: 1, name: "fc3")
    hidden = build.apply(.reshape(["crops", "snippets"]), hidden, name: "logits")
    let scores = build.apply(.sigmoid, hidden, name: "scores")
    let magnitudes = build.apply(.magnitude, rows, name: "magnitudes")
    return build.finish(outputs: scores, magnitudes)
  }

  /// convolution -> relu -> batch norm: [crops, C, T] -> [crops, outputs, T].
  private func normalized(
    _ x: Graph.Value, _ outputs: Int, _ window: Window, bias: Bool, _ name: String,
    _ build: inout GraphBuilder
  ) -> Graph.Value {
    var y = build.convolution(x, outputs: outputs, window, bias: bias, name: "\(name).0")
    y = build.apply(.relu, y, name: "\(name).1")
    return build.batchNorm(y, name: "\(name).2")
  }

  /// The dot-product non-local block over time: similarities are divided by T, there is no softmax.
  ///
  /// x [crops, C, T] -> the same shape. With D = C / 2, the published `(theta^T phi / T) g^T`, transposed:
  /// `g (phi^T theta / T)`.
  private func nonLocal(_ x: Graph.Value, _ name: String, _ build: inout GraphBuilder) -> Graph.Value {
    guard let channels = x.shape[1].size else { preconditionFailure("channels are known") }
    func embed(_ part: String, _ build: inout GraphBuilder) -> Graph.Value {
      build.convolution(x, outputs: channels / 2, Window([1]), bias: true, name: "\(name).\(part)")
    }
    let value = embed("g", &build)  // [crops, D, T]
    let query = embed("theta", &build)
    let key = embed("phi", &build)
    let keyRows = build.apply(.transpose([0, 2, 1]), key, name: "\(name).phi.rows")  // [crops, T, D]
    let similarity = build.apply(.matmul, keyRows, query, name: "\(name).similarity")  // [crops, T, T]
    let weights = build.apply(.divideByLength, similarity, name: "\(name).weights")
    let mixed = build.apply(.matmul, value, weights, name: "\(name).mixed")  // [crops, D, T]
    let out = build.convolution(mixed, outputs: channels, Window([1]), bias: true, name: "\(name).W.0")
    return build.apply(
      .add, build.batchNorm(out, name: "\(name).W.1"), x, name: "\(name).add")
  }
}
