import Foundation

/// One measured quantity, with a value for each round.
public struct Figure: Hashable, Sendable {
  /// The kind of quantity.
  public var kind: FigureKind
  /// The value of each round, finite, in the unit of the kind.
  public var samples: [Double]

  /// Makes a figure; non-finite values are left out.
  public init(_ kind: FigureKind, _ samples: [Double]) {
    self.kind = kind
    self.samples = samples.filter(\.isFinite)
  }

  /// The median; nil without values.
  public var median: Double? { Percentiles(samples)?.median }
}

extension Figure: Codable {
  private enum CodingKeys: CodingKey {
    case name, unit, better, samples
  }

  /// Reads the output of `encode(to:)`.
  public init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    self.init(
      try container.decode(FigureKind.self, forKey: .name),
      try container.decode([Double].self, forKey: .samples))
  }

  /// Also writes the unit and the direction, for other readers.
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encode(kind, forKey: .name)
    try container.encode(kind.unit, forKey: .unit)
    try container.encodeIfPresent(kind.better, forKey: .better)
    try container.encode(samples, forKey: .samples)
  }
}
