/// A highlighted stretch of the horizontal axis.
public struct ChartBand: Hashable, Sendable {
  /// What a band means; kinds may be added.
  public enum Kind: Hashable, Sendable {
    /// Something happened.
    case event
    /// There is no data.
    case gap
  }

  /// Its position.
  public var extent: ClosedRange<Double>
  /// What it means.
  public var kind: Kind
  /// A short label on top of the band; empty for none.
  public var label: String
  /// The text shown on hovering over the band.
  public var detail: String
  /// The element of the page that the band leads to, without `#`; nil for none.
  public var target: String?

  /// Makes a band.
  public init(
    _ extent: ClosedRange<Double>, kind: Kind, label: String = "", detail: String = "", target: String? = nil
  ) {
    self.extent = extent
    self.kind = kind
    self.label = label
    self.detail = detail
    self.target = target
  }
}

/// A horizontal line across a chart.
public struct ChartThreshold: Hashable, Sendable {
  /// Its position on the vertical axis.
  public var value: Double
  /// The label at its right end.
  public var label: String

  /// Makes a line.
  public init(_ value: Double, label: String) {
    self.value = value
    self.label = label
  }
}

/// A dot on a chart.
public struct ChartMarker: Hashable, Sendable {
  /// Its position on the horizontal axis.
  public var x: Double
  /// Its position on the vertical axis.
  public var y: Double
  /// The label above it, where there is room.
  public var label: String
  /// The text shown on hovering over it.
  public var detail: String

  /// Makes a dot.
  public init(x: Double, y: Double, label: String = "", detail: String = "") {
    self.x = x
    self.y = y
    self.label = label
    self.detail = detail
  }
}

/// Text shown above a chart on hovering over a stretch of it.
public struct ChartReadout: Hashable, Sendable {
  /// Its position on the horizontal axis.
  public var extent: ClosedRange<Double>
  /// The position of the dot on the vertical axis.
  public var y: Double
  /// A few words.
  public var text: String

  /// Makes a readout.
  public init(_ extent: ClosedRange<Double>, y: Double, text: String) {
    self.extent = extent
    self.y = y
    self.text = text
  }
}
