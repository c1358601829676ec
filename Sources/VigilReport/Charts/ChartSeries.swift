/// A line of a chart.
public struct ChartSeries: Hashable, Sendable {
  /// A value at one position or over a stretch of the horizontal axis.
  public struct Point: Hashable, Sendable {
    /// The start of the stretch.
    public var start: Double
    /// The end of the stretch.
    public var end: Double
    /// The value.
    public var y: Double
    /// The lowest of the values that `y` summarises.
    public var low: Double
    /// The highest of the values that `y` summarises.
    public var high: Double

    /// A value at one position.
    public init(x: Double, y: Double) {
      self.init(start: x, end: x, y: y, low: y, high: y)
    }

    /// A value over a stretch, which may summarise several.
    public init(start: Double, end: Double, y: Double, low: Double, high: Double) {
      self.start = start
      self.end = end
      self.y = y
      self.low = low
      self.high = high
    }

    var x: Double { (start + end) / 2 }
    var isFinite: Bool { start.isFinite && end.isFinite && y.isFinite && low.isFinite && high.isFinite }
  }

  /// How points are joined.
  public enum Form: Hashable, Sendable {
    /// Straight from point to point.
    case line
    /// Constant over each point's stretch.
    case steps
  }

  /// The name in the legend.
  public var name: String
  /// The points in ascending order, in runs; the line breaks between two runs.
  public var runs: [[Point]]
  /// How points are joined.
  public var form: Form
  /// The value above which the line has the colour of an alarm.
  public var alarmAbove: Double?
  /// Whether the surface below the line is tinted.
  public var isFilled: Bool

  /// Makes a series; non-finite points break the line.
  public init(
    _ name: String, runs: [[Point]], form: Form = .line, alarmAbove: Double? = nil, isFilled: Bool = false
  ) {
    self.name = name
    self.runs = runs.flatMap { run in
      run.split { !$0.isFinite }.map(Array.init)
    }
    self.form = form
    self.alarmAbove = alarmAbove
    self.isFilled = isFilled
  }

  /// Makes a series of one run.
  public init(_ name: String, points: [Point], form: Form = .line) {
    self.init(name, runs: [points], form: form)
  }
}
