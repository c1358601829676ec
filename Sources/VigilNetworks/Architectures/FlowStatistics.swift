/// A small feature extractor that measures how things move: optical flow in small windows, at four sizes of the frame, and how much
/// it differs between neighbouring places.
///
/// Vigil's own. A fight, a fall or a panic moves limbs in many directions close together; walking, driving and a shaking camera move
/// whole surfaces one way. Flow is one least-squares step of Lucas and Kanade (IJCAI 1981) from derivatives as by Horn and
/// Schunck (1981), without warping: motion that is too fast for one size is seen at a coarser one. Of each map 8 quantiles over the
/// frame are features, on a logarithmic scale, so that the position of an event in the picture does not matter: once of the map's mean
/// over time, which shows motion that stays in one place, and once at each moment and then averaged, which follows moving objects. Nothing
/// is learned, so it has no weights: a few hundred videos are enough to fit a detector to its features.
public struct FlowStatistics: Hashable, Sendable {
  /// The windows, in pixels at each size of the frame, over which flow is compared with its neighbours'; the first is full size.
  static let neighbourhoods = [[3, 7, 13], [3, 7, 13], [3, 7], [3]]
  /// The side of the windows over which the squares are summed, in pixels.
  static let window = 5
  /// Regularisation that keeps flow at zero where there is nothing to see, in squares of normalised grey: 40 squared grey levels of 256.
  static let regularization = 40.0 / (57.375 * 57.375)
  /// Faster flow, in pixels between two frames, is unreliable at one size, and clipped to this.
  static let fastest = 2.0
  /// The quantiles over the frame.
  static let quantiles = [0.1, 0.25, 0.5, 0.75, 0.9, 0.95, 0.99, 1]
  static let identifier = "flow"
  /// The network's name where a model is named: it is always available, since it has no weights.
  public static let name = identifier
  /// The SHA-256 of its weights, which are empty.
  public static let sha256 = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"

  /// The last features are always 1: they distinguish a snippet from the zeros that a detector pads the ends of a video with. Their
  /// number makes the feature size one that a detector accepts.
  static let constants = 8

  /// The size of a feature: 344.
  public var features: Int {
    Self.neighbourhoods.map { 3 + $0.count }.reduce(0, +) * 2 * Self.quantiles.count + Self.constants
  }

  /// The network; it has no sizes to choose.
  public init() {}

  /// The network for `snippet` [batch, 3, frames, frameHeight, frameWidth], normalised RGB; it gives `features` [batch, features].
  ///
  /// - Throws: `unsupportedArchitecture` if the snippet is too small to be halved three times, or absurdly large.
  public func graph(frames: Int = 16, frameHeight: Int, frameWidth: Int) throws(NetworksError) -> Graph {
    var build = GraphBuilder(Self.identifier)
    let features = try features(frames, frameHeight, frameWidth, &build)
    return build.finish(outputs: features)
  }

  private func features(
    _ frames: Int, _ height: Int, _ width: Int, _ build: inout GraphBuilder
  ) throws(NetworksError) -> GraphBuilder.Value {
    guard (8...256).contains(frames), (64...4096).contains(height), (64...4096).contains(width) else {
      throw NetworksError(
        .unsupportedArchitecture,
        "flow statistics take 8 to 256 frames of 64 to 4096 pixels a side, not \(frames) of \(width)x\(height)"
      )
    }
    let snippet = build.input("snippet", ["batch", 3, .fixed(frames), .fixed(height), .fixed(width)])
    // Frames take the place of channels: all further operations are over rows and columns.
    var x = build.apply(.mean(axis: 1), snippet, name: "grey.mean")
    x = build.apply(.reshape(["batch", .fixed(frames), .fixed(height), .fixed(width)]), x, name: "grey")
    var all: GraphBuilder.Value?
    for (level, neighbourhoods) in Self.neighbourhoods.enumerated() {
      if level > 0 {
        x = build.apply(.averagePool(Window([2, 2], stride: [2, 2])), x, name: "half\(level)")
      }
      let maps = FlowMaps(level: level, neighbourhoods: neighbourhoods).append(x, &build)
      let values = statistics(maps, level, &build)
      all = all.map { build.apply(.concat(axis: 1), $0, values, name: "statistics\(level)") } ?? values
    }
    guard let all else { preconditionFailure("there is at least one size") }
    let positive = build.apply(.offset(0.01), all, name: "positive")
    let logarithms = build.apply(.logarithm, positive, name: "logarithms")
    // The centre and about half the width of values on real videos, so that features are of order 1.
    let centred = build.apply(.offset(2.5), logarithms, name: "centred")
    let measured = build.apply(.scale(0.5), centred, name: "measured")
    let nought = build.apply(
      .scale(0), build.apply(.last(Self.constants, axis: 1), measured, name: "tail"), name: "nought")
    let ones = build.apply(.offset(1), nought, name: "ones")
    return build.apply(.concat(axis: 1), measured, ones, name: "features")
  }

  /// Quantiles over the frame, of each map its means over time and then its moments averaged: [N, M * 2 * quantiles].
  private func statistics(
    _ maps: [FlowMaps.Map], _ level: Int, _ build: inout GraphBuilder
  ) -> GraphBuilder.Value {
    var all: GraphBuilder.Value?
    for (index, map) in maps.enumerated() {
      let name = "level\(level).map\(index)"
      let sizes = map.value.shape.map { $0.size ?? 0 }
      let (moments, places) = (sizes[1], sizes[2] * sizes[3])
      let ranks = Self.quantiles.map { Int(($0 * Double(places - 1) + 0.5).rounded(.down)) }
      let rows = build.apply(
        .reshape(["batch", .fixed(moments), .fixed(places)]), map.value, name: "\(name).rows")
      let lasting = build.apply(
        .ranked(ranks), typical(rows, moments, map.factor, "\(name).mean", &build), name: "\(name).lasting")
      let moving = typical(
        build.apply(.ranked(ranks), rows, name: "\(name).moments"), moments, map.factor, "\(name).moving",
        &build)
      let both = build.apply(.concat(axis: 1), lasting, moving, name: "\(name).both")
      all = all.map { build.apply(.concat(axis: 1), $0, both, name: "\(name).joined") } ?? both
    }
    guard let all else { preconditionFailure("there is speed") }
    return build.apply(
      .reshape(["batch", .fixed(maps.count * 2 * Self.quantiles.count)]), all, name: "level\(level)")
  }

  /// The mean over moments [N, T, W] without the largest, since a cut or a flash is not motion: [N, 1, W].
  private func typical(
    _ values: GraphBuilder.Value, _ moments: Int, _ factor: Double, _ name: String,
    _ build: inout GraphBuilder
  ) -> GraphBuilder.Value {
    let (all, others) = (Double(moments), Double(moments - 1))
    let mean = build.apply(.mean(axis: 1), values, name: "\(name).all")
    let largest = build.apply(.maximum(axis: 1), values, name: "\(name).largest")
    return build.apply(
      .subtract, build.apply(.scale(factor * all / others), mean, name: "\(name).sum"),
      build.apply(.scale(factor / others), largest, name: "\(name).outlier"), name: name)
  }
}
