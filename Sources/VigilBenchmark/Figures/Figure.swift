import Foundation

/// One thing that was measured, once in each round.
public struct Figure: Hashable, Sendable {
  /// What was measured.
  public var kind: FigureKind
  /// The value of each round, finite, in the unit of the kind.
  public var samples: [Double]

  /// Makes a figure; values that are not finite are left out.
  public init(_ kind: FigureKind, _ samples: [Double]) {
    self.kind = kind
    self.samples = samples.filter(\.isFinite)
  }

  /// The value in the middle; nil without any.
  public var median: Double? { Percentiles(samples)?.median }
}

extension Figure: Codable {
  private enum CodingKeys: CodingKey {
    case name, unit, better, samples
  }

  /// Reads what `encode(to:)` writes.
  public init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    self.init(
      try container.decode(FigureKind.self, forKey: .name),
      try container.decode([Double].self, forKey: .samples))
  }

  /// Writes the unit and the direction as well, for other readers.
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encode(kind, forKey: .name)
    try container.encode(kind.unit, forKey: .unit)
    try container.encodeIfPresent(kind.better, forKey: .better)
    try container.encode(samples, forKey: .samples)
  }
}
