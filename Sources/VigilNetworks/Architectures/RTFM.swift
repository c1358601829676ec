import VigilCore

/// The detector: scores snippets from their features and those of their neighbours
/// (Tian et al., "Weakly-supervised Video Anomaly Detection with Robust Temporal Feature Magnitude
/// Learning", ICCV 2021, as its public code does it where code and paper differ).
///
/// At 2048 features it has 24,718,849 parameters, and costs 24.71 million multiply-accumulates for
/// each snippet and crop.
public struct RTFM: Hashable, Sendable {
  /// Which snippets are scored.
  public enum Scope: Hashable, Sendable {
    /// All that are given.
    case all
    /// Only the newest, from all that are given: the same number at a fraction of the cost.
    case newest
  }

  /// The size of a snippet's feature: 2048, or 1024 for XD-Violence.
  public let features: Int
  /// The channels of each of the four temporal branches: a quarter of the features, or what published programs have for other
  /// features than 2048, 512.
  public let inner: Int

  /// Sets the feature size and the width of the branches.
  ///
  /// - Parameter inner: an even number; a quarter of the features unless given.
  /// - Throws: `unsupportedArchitecture` if the features are not a multiple of 8 from 8 to 16,384, or the width is not an even
  ///   number from 2 to 4,096.
  public init(features: Int = 2048, inner: Int? = nil) throws(NetworksError) {
    guard features % 8 == 0, (8...16_384).contains(features) else {
      throw NetworksError(
        .unsupportedArchitecture,
        "the detector takes a multiple of 8 from 8 to 16384 features a snippet, not \(features)")
    }
    let inner = inner ?? features / 4
    guard inner % 2 == 0, (2...4096).contains(inner) else {
      throw NetworksError(
        .unsupportedArchitecture,
        "the detector's inner width must be an even number from 2 to 4096, not \(inner)")
    }
    self.features = features
    self.inner = inner
  }

  /// The network whose weights these are, by their shapes.
  ///
  /// - Throws: `weightsMismatch` if they are not those of a detector; `unsupportedArchitecture`.
  public init(of weights: Weights) throws(NetworksError) {
    guard let shape = weights.tensors[Self.firstWeight]?.shape, shape.count == 3 else {
      throw NetworksError(
        .weightsMismatch, "these are not the weights of a detector: \(Self.firstWeight) is missing")
    }
    try self.init(features: shape[1], inner: shape[0])
  }

  /// The network that published programs train on features of a size: the branches of all have 512 channels, as the original has
  /// for 2048 features. Features smaller than 512 or larger than 2048 have a quarter of theirs.
  ///
  /// - Throws: `unsupportedArchitecture`.
  public static func published(features: Int) throws(NetworksError) -> RTFM {
    try RTFM(features: features, inner: (512...2048).contains(features) ? 512 : nil)
  }

  /// The weight whose shape gives both sizes: [inner, features, 3].
  static let firstWeight = "Aggregate.conv_1.0.weight"

  /// The network for the `features` [crops, snippets, F] of one video.
  ///
  /// It gives `scores` [crops, snippets], 0 (normal) to 1 (abnormal), and `magnitudes` [crops, snippets],
  /// the L2 norms of the features after the temporal layers. The published score of a snippet is the mean
  /// over its crops. `crops` and `snippets` are symbols; one snippet is enough. Dropout has no effect here.
  /// For the scope `.newest` both outputs are [crops, 1].
  public func graph(_ scope: Scope = .all) -> Graph { graph(scope, dropout: nil) }

  /// The same without its last step: `logits` alone, [crops, snippets] or [crops, 1], whose sigmoids the scores are.
  ///
  /// Ranking needs them: in 32 bits all sigmoids of more than 17 are the same number.
  public func logitGraph(_ scope: Scope = .all) -> Graph { graph(scope, dropout: nil, endsInLogits: true) }

  /// The training graph: with dropout; `temporal` [crops, snippets, F], the features after the temporal layers and their dropout,
  /// whose norms the magnitudes are, as a third output, and `logits` as a fourth.
  public func trainingGraph(dropout: Double = 0.7) -> Graph { graph(.all, dropout: dropout) }

  private func graph(_ scope: Scope, dropout: Double?, endsInLogits: Bool = false) -> Graph {
    var build = GraphBuilder((scope == .all ? "rtfm" : "rtfm-newest") + (endsInLogits ? "-logits" : ""))
    func dropped(_ x: Graph.Value, name: String, _ build: inout GraphBuilder) -> Graph.Value {
      guard let dropout else { return x }
      return build.apply(.dropout(dropout), x, name: name)
    }
    let input = build.input("features", ["crops", "snippets", .fixed(features)])
    let x = build.apply(.transpose([0, 2, 1]), input, name: "Aggregate.channels")  // [crops, F, T]

    // The newest score needs conv_5 at the last time step, so its inputs at the last two, so the largest dilation's
    // input at the last six. Zeros that pad the cut left edge only reach moments that are cut off again.
    func recent(_ x: Graph.Value, _ count: Int, axis: Int = 2, _ build: inout GraphBuilder) -> Graph.Value {
      guard scope == .newest else { return x }
      return build.apply(.last(count, axis: axis), x, name: "\(x.name).last\(count)")
    }
    let near = recent(x, 6, &build)

    // The norm comes after the relu, so it cannot be folded into the convolution before it.
    var branches: [Graph.Value] = []
    for (number, rate) in [(1, 1), (2, 2), (3, 4)] {
      let window = Window([3], padding: [rate], dilation: [rate])
      let branch = normalized(near, inner, window, bias: true, "Aggregate.conv_\(number)", &build)
      branches.append(recent(branch, 2, &build))
    }
    var global = build.convolution(
      x, outputs: inner, Window([1]), bias: false, name: "Aggregate.conv_4.0")
    global = build.apply(.relu, global, name: "Aggregate.conv_4.1")
    let queries = recent(global, 2, &build)
    branches.append(nonLocal(global, queries: queries, "Aggregate.non_local", &build))

    let joined = build.apply(
      .concat(axis: 1), branches[0], branches[1], branches[2], branches[3], name: "Aggregate.joined")
    let local = normalized(
      joined, features, Window([3], padding: [1]), bias: false, "Aggregate.conv_5", &build)
    let (newest, own) = (recent(local, 1, &build), recent(x, 1, &build))
    let sum = build.apply(.add, newest, own, name: "Aggregate.add")
    var rows = build.apply(.transpose([0, 2, 1]), sum, name: "Aggregate")  // [crops, T, F]
    rows = dropped(rows, name: "temporal", &build)

    var hidden = build.linear(rows, outputs: 512, name: "fc1")
    hidden = build.apply(.relu, hidden, name: "relu1")
    hidden = dropped(hidden, name: "dropped1", &build)
    hidden = build.linear(hidden, outputs: 128, name: "fc2")
    hidden = build.apply(.relu, hidden, name: "relu2")
    hidden = dropped(hidden, name: "dropped2", &build)
    hidden = build.linear(hidden, outputs: 1, name: "fc3")
    hidden = build.apply(.reshape([hidden.shape[0], hidden.shape[1]]), hidden, name: "logits")
    if endsInLogits { return build.finish(outputs: hidden) }
    let scores = build.apply(.sigmoid, hidden, name: "scores")
    let magnitudes = build.apply(.magnitude, rows, name: "magnitudes")
    return dropout == nil
      ? build.finish(outputs: scores, magnitudes) : build.finish(outputs: scores, magnitudes, rows, hidden)
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
  /// `g (phi^T theta / T)`. If fewer time steps Q than T are requested, g is divided instead, which has T columns.
  private func nonLocal(
    _ x: Graph.Value, queries: Graph.Value, _ name: String, _ build: inout GraphBuilder
  ) -> Graph.Value {
    guard let channels = x.shape[1].size else { preconditionFailure("channels are known") }
    func embed(_ part: String, _ x: Graph.Value, _ build: inout GraphBuilder) -> Graph.Value {
      build.convolution(x, outputs: channels / 2, Window([1]), bias: true, name: "\(name).\(part)")
    }
    var value = embed("g", x, &build)  // [crops, D, T]
    let query = embed("theta", queries, &build)  // [crops, D, Q]
    let key = embed("phi", x, &build)
    let keyRows = build.apply(.transpose([0, 2, 1]), key, name: "\(name).phi.rows")  // [crops, T, D]
    var weights = build.apply(.matmul, keyRows, query, name: "\(name).similarity")  // [crops, T, Q]
    if queries == x {
      weights = build.apply(.divideByLength, weights, name: "\(name).weights")
    } else {
      value = build.apply(.divideByLength, value, name: "\(name).g.weighted")
    }
    let mixed = build.apply(.matmul, value, weights, name: "\(name).mixed")  // [crops, D, Q]
    let out = build.convolution(mixed, outputs: channels, Window([1]), bias: true, name: "\(name).W.0")
    return build.apply(
      .add, build.batchNorm(out, name: "\(name).W.1"), queries, name: "\(name).add")
  }
}
