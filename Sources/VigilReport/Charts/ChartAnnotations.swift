/// A stretch of the horizontal axis that stands out.
public struct ChartBand: Hashable, Sendable {
  /// What a band means; kinds may be added.
  public enum Kind: Hashable, Sendable {
    /// Something happened.
    case event
    /// There is no data.
    case gap
  }

  /// Where it lies.
  public var extent: ClosedRange<Double>
  /// What it means.
  public var kind: Kind
  /// A few characters on top of the band; empty for none.
  public var label: String
  /// What is shown when one points at the band.
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

/// A level line across a chart.
public struct ChartThreshold: Hashable, Sendable {
  /// Where it lies on the vertical axis.
  public var value: Double
  /// What stands at its right end.
  public var label: String

  /// Makes a level line.
  public init(_ value: Double, label: String) {
    self.value = value
    self.label = label
  }
}

/// A dot on a chart.
public struct ChartMarker: Hashable, Sendable {
  /// Where it lies on the horizontal axis.
  public var x: Double
  /// Where it lies on the vertical axis.
  public var y: Double
  /// What stands above it, where there is room.
  public var label: String
  /// What is shown when one points at it.
  public var detail: String

  /// Makes a dot.
  public init(x: Double, y: Double, label: String = "", detail: String = "") {
    self.x = x
    self.y = y
    self.label = label
    self.detail = detail
  }
}

/// What is shown above a chart when one points at a stretch of it.
public struct ChartReadout: Hashable, Sendable {
  /// Where it lies on the horizontal axis.
  public var extent: ClosedRange<Double>
  /// Where the dot goes on the vertical axis.
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
