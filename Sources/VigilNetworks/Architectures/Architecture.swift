public import VigilCore

/// A known network, with the sizes that determine the shapes of its weights.
public enum Architecture: Hashable, Sendable {
  /// The feature extractor.
  case i3dNonLocal(I3DNonLocal)
  /// The small feature extractor that measures optical flow.
  case flow(FlowStatistics)
  /// The small feature extractor that learns from frame differences.
  case motion(MotionNet)
  /// The detector.
  case rtfm(RTFM)

  /// The role of a network on the path from frames to scores.
  public enum Role: String, Hashable, Sendable, Codable, CaseIterable {
    /// Snippets to features.
    case extractor
    /// Features to scores.
    case detector
  }

  /// The network's role.
  public var role: Role {
    switch self {
    case .i3dNonLocal, .flow, .motion: .extractor
    case .rtfm: .detector
    }
  }

  /// The name in a manifest: `i3d-nonlocal-32x2`, `i3d-nonlocal-8x8`, the same with `baseline`, `flow`, `motion` or `rtfm`.
  public var identifier: String {
    switch self {
    case .i3dNonLocal(let extractor): extractor.identifier
    case .flow: FlowStatistics.identifier
    case .motion: MotionNet.identifier
    case .rtfm: "rtfm"
    }
  }

  /// The network at its usual input sizes, which declares the weights: they are the same at all sizes.
  public var graph: Graph {
    switch self {
    case .i3dNonLocal, .flow, .motion:
      do {
        return try extractorGraph(frameHeight: 224, frameWidth: 224)
      } catch {
        preconditionFailure("the usual snippet fits every extractor: \(error)")
      }
    case .rtfm(let detector): return detector.graph()
    }
  }

  /// The extractor for snippets of a given size.
  ///
  /// - Parameter frames: the network's own number unless given.
  /// - Throws: `unsupportedArchitecture` if it does not support them; `noSuchNetwork` for a detector.
  public func extractorGraph(
    frames: Int? = nil, frameHeight: Int, frameWidth: Int
  ) throws(NetworksError) -> Graph {
    switch self {
    case .i3dNonLocal(let extractor):
      return try extractor.graph(frames: frames, frameHeight: frameHeight, frameWidth: frameWidth)
    case .flow(let extractor):
      return try extractor.graph(frames: frames ?? 16, frameHeight: frameHeight, frameWidth: frameWidth)
    case .motion(let extractor):
      return try extractor.graph(frames: frames ?? 16, frameHeight: frameHeight, frameWidth: frameWidth)
    case .rtfm:
      throw NetworksError(.noSuchNetwork, "rtfm is a detector, which takes features, not snippets")
    }
  }
}

extension Architecture {
  /// The extractor for whole frames of a given size, which gives the features of parts of the frame, [1, regions, channels].
  ///
  /// - Throws: `unsupportedArchitecture` if it has no feature map to pool them from, or does not support the frames.
  public func regionGraph(
    frames: Int, frameHeight: Int, frameWidth: Int, regions: [PixelRegion]
  ) throws(NetworksError) -> Graph {
    guard case .i3dNonLocal(let extractor) = self else {
      throw NetworksError(
        .unsupportedArchitecture,
        "\(identifier) has no feature map to pool crops from; whole frames need an I3D extractor")
    }
    return try extractor.graph(
      frames: frames, frameHeight: frameHeight, frameWidth: frameWidth, output: .regions(regions))
  }
}

extension Architecture: CustomStringConvertible {
  /// The name with its size, such as `i3d-nonlocal-32x2 of width 1.0`.
  public var description: String {
    switch self {
    case .i3dNonLocal(let extractor): "\(identifier) of width \(extractor.width)"
    case .flow(let extractor): "\(identifier) of \(extractor.features) features"
    case .motion(let extractor): "\(identifier) of \(extractor.channels) channels"
    case .rtfm(let detector):
      "\(identifier) of \(detector.features) features"
        + (detector.inner == detector.features / 4 ? "" : " and width \(detector.inner)")
    }
  }
}

extension Architecture: Codable {
  private enum CodingKeys: CodingKey {
    case architecture, width, channels, features, inner
  }

  /// Reads the name and the size; an invalid size is refused.
  public init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    let identifier = try container.decode(String.self, forKey: .architecture)
    if identifier == "rtfm" {
      self = .rtfm(
        try RTFM(
          features: container.decode(Int.self, forKey: .features),
          inner: container.decodeIfPresent(Int.self, forKey: .inner)))
      return
    }
    if identifier == FlowStatistics.identifier {
      self = .flow(FlowStatistics())
      return
    }
    if identifier == MotionNet.identifier {
      self = .motion(try MotionNet(channels: container.decode(Int.self, forKey: .channels)))
      return
    }
    guard let (layout, hasNonLocal) = I3DNonLocal.variant(identifier) else {
      throw NetworksError(
        .unknownArchitecture,
        "there is no architecture called \(identifier); known are i3d-nonlocal-32x2, i3d-nonlocal-8x8, i3d-baseline-32x2, i3d-baseline-8x8, flow, motion and rtfm"
      )
    }
    let width = try container.decode(Double.self, forKey: .width)
    self = .i3dNonLocal(try I3DNonLocal(layout: layout, width: width, hasNonLocal: hasNonLocal))
  }

  /// Writes the name and the size.
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encode(identifier, forKey: .architecture)
    switch self {
    case .i3dNonLocal(let extractor): try container.encode(extractor.width, forKey: .width)
    case .flow: break
    case .motion(let extractor): try container.encode(extractor.channels, forKey: .channels)
    case .rtfm(let detector):
      try container.encode(detector.features, forKey: .features)
      // Models of before have none.
      if detector.inner != detector.features / 4 { try container.encode(detector.inner, forKey: .inner) }
    }
  }
}
