public import VigilCore

/// The feature extractor: a ResNet-50 inflated to video, with non-local blocks
/// (Carreira and Zisserman, CVPR 2017; Wang et al., "Non-local Neural Networks", CVPR 2018).
///
/// It has 34,582,336 parameters without its classifier, and costs 19.73 billion multiply-accumulates
/// for one 16x224x224 snippet in the 32x2 layout. Without the non-local blocks it is the baseline of the same releases, which
/// many published features were made with: 27,223,872 parameters.
public struct I3DNonLocal: Hashable, Sendable {
  /// Which of the two public sets of weights the network matches; they are not interchangeable.
  public enum Layout: String, Hashable, Sendable, Codable, CaseIterable {
    /// 32 frames taken every 2, the original Caffe2 release: the first convolution halves time.
    case layout32x2 = "32x2"
    /// 8 frames taken every 8, PySlowFast's `I3D_NLN_8x8_R50`: the first convolution keeps time.
    case layout8x8 = "8x8"

    /// The names of an extractor in this layout: `i3d-nonlocal-32x2`, or `i3d-baseline-32x2` without non-local blocks.
    func identifier(hasNonLocal: Bool) -> String {
      "i3d-\(hasNonLocal ? "nonlocal" : "baseline")-\(rawValue)"
    }
  }

  /// The outputs of the network.
  public enum Output: Hashable, Sendable {
    /// `features` [batch, channels]: the average over time and space.
    case features
    /// `layer4.2.relu3` [batch, channels, time, height, width]: the last stage before the average.
    case map
    /// `features` [batch, regions, channels]: the average of that map over time and over each of these parts of the frame.
    case regions([PixelRegion])
  }

  /// The side of a cell of the last map in pixels.
  ///
  /// The centres of the cells of a crop are `cell` pixels apart, the first at a fixed distance from the crop's edge; so in
  /// the map of the whole frame they lie at the crop's origin over `cell`, plus 0, 1, 2 and so on, and the mean between
  /// cells is the mean over the area that the crop covers.
  public static let cell = 32

  /// Which public weights the network matches.
  public let layout: Layout
  /// The factor for the paper's channel counts; 1 is the paper's network.
  public let width: Double
  /// Whether it has the non-local blocks; the baseline has none.
  public let hasNonLocal: Bool

  /// The name in a manifest: `i3d-nonlocal-32x2`, `i3d-nonlocal-8x8`, `i3d-baseline-32x2` or `i3d-baseline-8x8`.
  public var identifier: String { layout.identifier(hasNonLocal: hasNonLocal) }

  /// The size of a feature: 2048 at width 1.
  public var features: Int { 4 * channels(512) }

  /// Sets the layout, the width and whether there are non-local blocks.
  ///
  /// - Throws: `unsupportedArchitecture` if the width leaves less than 1 or more than 256 channels in the first layer.
  public init(
    layout: Layout = .layout32x2, width: Double = 1, hasNonLocal: Bool = true
  ) throws(NetworksError) {
    guard width >= 1.0 / 64, width <= 4 else {
      throw NetworksError(
        .unsupportedArchitecture, "the extractor's width must be from 1/64 to 4, not \(width)")
    }
    self.layout = layout
    self.width = width
    self.hasNonLocal = hasNonLocal
  }

  /// The layout and the blocks that an identifier means; nil for another network's.
  static func variant(_ identifier: String) -> (layout: Layout, hasNonLocal: Bool)? {
    for layout in Layout.allCases {
      for hasNonLocal in [true, false] where layout.identifier(hasNonLocal: hasNonLocal) == identifier {
        return (layout, hasNonLocal)
      }
    }
    return nil
  }

  func channels(_ count: Int) -> Int { Int(Double(count) * width) }

  /// The network for `snippet` [batch, 3, frames, frameHeight, frameWidth], normalised RGB; `batch` is a symbol.
  ///
  /// - Parameter frames: the layout's own number unless given: 16 for 32x2 (one snippet), 8 for 8x8.
  /// - Precondition: regions lie within the frame.
  /// - Throws: `unsupportedArchitecture` if the snippet is too small to pass through all stages, or absurdly large.
  public func graph(
    frames: Int? = nil, frameHeight: Int = 224, frameWidth: Int = 224, output: Output = .features
  ) throws(NetworksError) -> Graph {
    let frames = frames ?? (layout == .layout32x2 ? 16 : 8)
    guard (8...256).contains(frames), (32...4096).contains(frameHeight), (32...4096).contains(frameWidth)
    else {
      throw NetworksError(
        .unsupportedArchitecture,
        "the extractor takes 8 to 256 frames of 32 to 4096 pixels a side, "
          + "not \(frames) of \(frameWidth)x\(frameHeight)")
    }
    var build = GraphBuilder(identifier)
    let snippet = build.input(
      "snippet", ["batch", 3, .fixed(frames), .fixed(frameHeight), .fixed(frameWidth)])

    var x = stem(snippet, &build)
    for (index, stage) in Self.stages.enumerated() {
      for block in stage.inflated.indices {
        let name = "layer\(index + 1).\(block)"
        x = bottleneck(x, stage, block: block, name, &build)
        if hasNonLocal && stage.isNonLocal && block % 2 == 1 { x = nonLocal(x, "\(name).nl", &build) }
      }
      if index == 0 { x = build.apply(.maxPool(Window([2, 1, 1], stride: [2, 1, 1])), x, name: "maxpool2") }
    }
    switch output {
    case .features: x = build.apply(.globalAverage, x, name: "features")
    case .map: break
    case .regions(let regions):
      let (rows, columns) = (x.shape[3].size ?? 0, x.shape[4].size ?? 0)
      let parts = regions.map { MapRegion($0, cell: Self.cell, rows: rows, columns: columns) }
      x = build.apply(.regionAverage(parts), x, name: "features")
    }
    return build.finish(outputs: x)
  }
}
