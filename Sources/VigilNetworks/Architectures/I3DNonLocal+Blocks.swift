extension I3DNonLocal {
  typealias Value = GraphBuilder.Value

  /// One of the four stages of residual blocks.
  struct Stage {
    /// Channels inside a block, at width 1; its output has four times as many.
    var planes: Int
    /// The spatial stride of the first block.
    var stride: Int
    /// For each block, whether its first convolution spans three time steps instead of one.
    var inflated: [Bool]
    /// Whether a non-local block follows every second block.
    var isNonLocal: Bool
  }

  static let stages = [
    Stage(planes: 64, stride: 1, inflated: [true, true, true], isNonLocal: false),
    Stage(planes: 128, stride: 2, inflated: [true, false, true, false], isNonLocal: true),
    Stage(planes: 256, stride: 2, inflated: [true, false, true, false, true, false], isNonLocal: true),
    Stage(planes: 512, stride: 2, inflated: [false, true, false], isNonLocal: false),
  ]

  /// snippet [N, 3, T, H, W] -> [N, 64, T/4, H/4, W/4] (32x2) or [N, 64, T, H/4, W/4] (8x8).
  func stem(_ snippet: Value, _ build: inout GraphBuilder) -> Value {
    let convolution: Window
    let pool: Window
    switch layout {
    case .layout32x2:
      convolution = Window([5, 7, 7], stride: [2, 2, 2], padding: [2, 3, 3])
      pool = Window([2, 3, 3], stride: [2, 2, 2])
    case .layout8x8:
      convolution = Window([5, 7, 7], stride: [1, 2, 2], padding: [2, 3, 3])
      pool = Window([1, 3, 3], stride: [1, 2, 2], padding: [0, 1, 1])
    }
    var x = build.convolution(snippet, outputs: channels(64), convolution, bias: false, name: "conv1")
    x = build.batchNorm(x, name: "bn1")
    x = build.apply(.relu, x, name: "relu1")
    return build.apply(.maxPool(pool), x, name: "maxpool1")
  }

  /// x [N, C, T, H, W] -> [N, 4 planes, T, H/stride, W/stride].
  func bottleneck(
    _ x: Value, _ stage: Stage, block: Int, _ name: String, _ build: inout GraphBuilder
  ) -> Value {
    let planes = channels(stage.planes)
    let stride = block == 0 ? stage.stride : 1
    let temporal = stage.inflated[block] ? 3 : 1

    var y = build.convolution(
      x, outputs: planes, Window([temporal, 1, 1], padding: [temporal / 2, 0, 0]), bias: false,
      name: "\(name).conv1")
    y = build.batchNorm(y, name: "\(name).bn1")
    y = build.apply(.relu, y, name: "\(name).relu1")
    y = build.convolution(
      y, outputs: planes, Window([1, 3, 3], stride: [1, stride, stride], padding: [0, 1, 1]), bias: false,
      name: "\(name).conv2")
    y = build.batchNorm(y, name: "\(name).bn2")
    y = build.apply(.relu, y, name: "\(name).relu2")
    y = build.convolution(y, outputs: 4 * planes, Window([1, 1, 1]), bias: false, name: "\(name).conv3")
    y = build.batchNorm(y, name: "\(name).bn3")

    var shortcut = x
    if block == 0 {
      shortcut = build.convolution(
        x, outputs: 4 * planes, Window([1, 1, 1], stride: [1, stride, stride]), bias: false,
        name: "\(name).downsample.0")
      shortcut = build.batchNorm(shortcut, name: "\(name).downsample.1")
    }
    y = build.apply(.add, y, shortcut, name: "\(name).add")
    return build.apply(.relu, y, name: "\(name).relu3")
  }

  /// The embedded-Gaussian block: each position gets a mixture of all positions, weighted by similarity.
  ///
  /// x [N, C, T, H, W] -> the same shape; keys and values are pooled 1x2x2. With S = T H W, K = the
  /// pooled positions and D = C / 2. The scale D^-0.5 is applied to the queries, where it can be folded.
  func nonLocal(_ x: Value, _ name: String, _ build: inout GraphBuilder) -> Value {
    let sizes = x.shape.compactMap(\.size)  // the batch is a symbol: C, T, H, W remain
    let inner = sizes[0] / 2
    func embed(_ x: Value, _ part: String, _ build: inout GraphBuilder) -> Value {
      build.convolution(x, outputs: inner, Window([1, 1, 1]), bias: true, name: "\(name).\(part)")
    }
    func flat(_ x: Value, _ part: String, _ build: inout GraphBuilder) -> Value {
      let positions = x.shape[2...].compactMap(\.size).reduce(1, *)
      return build.apply(
        .reshape([x.shape[0], x.shape[1], .fixed(positions)]), x, name: "\(name).\(part).flat")
    }

    let pooled = build.apply(.maxPool(Window([1, 2, 2], stride: [1, 2, 2])), x, name: "\(name).pool")
    let theta = embed(x, "theta", &build)
    let scaled = build.apply(.scale(1 / Double(inner).squareRoot()), theta, name: "\(name).theta.scaled")
    let query = flat(scaled, "theta", &build)  // [N, D, S]
    let key = flat(embed(pooled, "phi", &build), "phi", &build)  // [N, D, K]
    let value = flat(embed(pooled, "g", &build), "g", &build)  // [N, D, K]

    let rows = build.apply(.transpose([0, 2, 1]), query, name: "\(name).theta.rows")  // [N, S, D]
    let similarity = build.apply(.matmul, rows, key, name: "\(name).similarity")  // [N, S, K]
    let attention = build.apply(.softmax, similarity, name: "\(name).attention")
    // [N, K, S]
    let columns = build.apply(.transpose([0, 2, 1]), attention, name: "\(name).attention.columns")
    let mixed = build.apply(.matmul, value, columns, name: "\(name).mixed")  // [N, D, S]
    let video = build.apply(
      .reshape([x.shape[0], .fixed(inner)] + x.shape[2...]), mixed, name: "\(name).mixed.video")

    var y = build.convolution(video, outputs: sizes[0], Window([1, 1, 1]), bias: true, name: "\(name).out")
    y = build.batchNorm(y, name: "\(name).bn")
    return build.apply(.add, y, x, name: "\(name).add")
  }
}
