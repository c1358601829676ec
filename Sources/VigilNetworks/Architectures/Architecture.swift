/// One of the networks known here, with the sizes that fix the shapes of its weights.
public enum Architecture: Hashable, Sendable {
  /// The feature extractor.
  case i3dNonLocal(I3DNonLocal)
  /// The detector.
  case rtfm(RTFM)

  /// What a network does in the way from frames to scores.
  public enum Role: String, Hashable, Sendable, Codable, CaseIterable {
    /// Clips to features.
    case extractor
    /// Features to scores.
    case detector
  }

  /// What the network does.
  public var role: Role {
    switch self {
    case .i3dNonLocal: .extractor
    case .rtfm: .detector
    }
  }

  /// The name in a manifest: `i3d-nonlocal-32x2`, `i3d-nonlocal-8x8` or `rtfm`.
  public var identifier: String {
    switch self {
    case .i3dNonLocal(let extractor): extractor.layout.identifier
    case .rtfm: "rtfm"
    }
  }

  /// The network at its usual sizes, which declares the weights: they are the same at all sizes.
  public var graph: Graph {
    switch self {
    case .i3dNonLocal(let extractor):
      do {
        return try extractor.graph()
      } catch {
        preconditionFailure("the usual clip fits every extractor: \(error)")
      }
    case .rtfm(let detector): return detector.graph()
    }
  }
}

extension Architecture: CustomStringConvertible {
  /// The name with its size, such as `i3d-nonlocal-32x2 of width 1.0`.
  public var description: String {
    switch self {
    case .i3dNonLocal(let extractor): "\(identifier) of width \(extractor.width)"
    case .rtfm(let detector): "\(identifier) of \(detector.features) features"
    }
  }
}

extension Architecture: Codable {
  private enum CodingKeys: CodingKey {
    case architecture, width, features
  }

  /// Reads the name and the size; a size that no network can have is refused.
  public init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    let identifier = try container.decode(String.self, forKey: .architecture)
    if identifier == "rtfm" {
      self = .rtfm(try RTFM(features: container.decode(Int.self, forKey: .features)))
      return
    }
    guard let layout = I3DNonLocal.Layout(identifier: identifier)
    else {
      throw NetworksError(
        .unknownArchitecture,
        "there is no architecture called \(identifier); known are i3d-nonlocal-32x2, i3d-nonlocal-8x8 and rtfm"
      )
    }
    let width = try container.decode(Double.self, forKey: .width)
    self = .i3dNonLocal(try I3DNonLocal(layout: layout, width: width))
  }

  /// Writes the name and the size.
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encode(identifier, forKey: .architecture)
    switch self {
    case .i3dNonLocal(let extractor): try container.encode(extractor.width, forKey: .width)
    case .rtfm(let detector): try container.encode(detector.features, forKey: .features)
    }
  }
}
