/// A small feature extractor that sees only motion: a few convolutions over frame differences.
///
/// Vigil's own, designed to be trained from scratch on a few hundred videos. At 16 channels it has 0.29 million parameters. Static
/// content is invisible to it, so it cannot memorise rooms and clothes.
public struct MotionNet: Hashable, Sendable {
  /// The channels of the first layer; each of the three after it has twice as many as the one before.
  public let channels: Int

  /// The size of a feature: 128 at 16 channels.
  public var features: Int { 8 * channels }

  /// Sets the size.
  ///
  /// - Throws: `unsupportedArchitecture` if it is not from 1 to 128 channels.
  public init(channels: Int = 16) throws(NetworksError) {
    guard (1...128).contains(channels) else {
      throw NetworksError(
        .unsupportedArchitecture,
        "the motion network has 1 to 128 channels in its first layer, not \(channels)")
    }
    self.channels = channels
  }

  /// The network for `snippet` [batch, 3, frames, frameHeight, frameWidth], normalised RGB; it gives `features`
  /// [batch, features]. The weights are the same for all sizes.
  ///
  /// - Throws: `unsupportedArchitecture` if the snippet is too small to pass through all layers, or absurdly large.
  public func graph(frames: Int = 16, frameHeight: Int, frameWidth: Int) throws(NetworksError) -> Graph {
    var build = GraphBuilder(Self.identifier)
    let features = try features(frames, frameHeight, frameWidth, &build)
    return build.finish(outputs: features)
  }

  /// The training graph: with dropout and `logits` [batch, 1], above 0 for an abnormal snippet.
  ///
  /// - Throws: as `graph` does.
  public func trainingGraph(
    frames: Int = 16, frameHeight: Int, frameWidth: Int, dropout: Double
  ) throws(NetworksError) -> Graph {
    var build = GraphBuilder(Self.identifier)
    var x = try features(frames, frameHeight, frameWidth, &build)
    x = build.apply(.dropout(dropout), x, name: "dropped")
    return build.finish(outputs: build.linear(x, outputs: 1, name: "logits"))
  }

  static let identifier = "motion"

  private func features(
    _ frames: Int, _ height: Int, _ width: Int, _ build: inout GraphBuilder
  ) throws(NetworksError) -> GraphBuilder.Value {
    guard (8...256).contains(frames), (32...4096).contains(height), (32...4096).contains(width) else {
      throw NetworksError(
        .unsupportedArchitecture,
        "the motion network takes 8 to 256 frames of 32 to 4096 pixels a side, not \(frames) of \(width)x\(height)"
      )
    }
    let snippet = build.input("snippet", ["batch", 3, .fixed(frames), .fixed(height), .fixed(width)])
    var x = build.apply(.difference(axis: 2), snippet, name: "motion")  // [N, 3, T - 1, H, W]
    let windows = [
      Window([3, 5, 5], stride: [1, 2, 2], padding: [1, 2, 2]), Window([3, 3, 3], padding: [1, 1, 1]),
      Window([3, 3, 3], padding: [1, 1, 1]), Window([3, 3, 3], padding: [1, 1, 1]),
    ]
    for (index, window) in windows.enumerated() {
      let layer = index + 1
      if layer > 1 {
        let size = layer == 2 ? [1, 2, 2] : [2, 2, 2]
        x = build.apply(.maxPool(Window(size, stride: size)), x, name: "pool\(layer - 1)")
      }
      x = build.convolution(x, outputs: channels << index, window, bias: false, name: "conv\(layer)")
      x = build.batchNorm(x, name: "bn\(layer)")
      x = build.apply(.relu, x, name: "relu\(layer)")
    }
    return build.apply(.globalAverage, x, name: "features")
  }
}
