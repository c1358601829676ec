/// A chart of lines over a common horizontal axis, drawn as SVG text.
///
/// It needs no script: details appear on hovering, through the style sheet. Colours follow the reader's light or dark
/// scheme. All text is escaped. The same chart gives the same bytes.
public struct LineChart: Hashable, Sendable {
  /// A text description of the chart, for screen readers.
  public var title: String
  /// The horizontal axis.
  public var xAxis: ChartAxis
  /// The vertical axis.
  public var yAxis: ChartAxis
  /// The lines; the first is drawn last, on top.
  public var series: [ChartSeries]
  /// Highlighted stretches.
  public var bands: [ChartBand] = []
  /// The legend's name for highlighted stretches.
  public var eventWord = "event"
  /// The legend's name for hatched stretches.
  public var gapWord = "no frames"
  /// Horizontal lines.
  public var thresholds: [ChartThreshold] = []
  /// Dots.
  public var markers: [ChartMarker] = []
  /// Details shown on hovering.
  public var readouts: [ChartReadout] = []

  /// Makes a chart.
  public init(_ title: String, xAxis: ChartAxis, yAxis: ChartAxis, series: [ChartSeries]) {
    self.title = title
    self.xAxis = xAxis
    self.yAxis = yAxis
    self.series = series
  }

  /// Draws the chart.
  ///
  /// - Parameters:
  ///   - width: the width of the picture, in pixels of 12-pixel text; at least 200.
  ///   - height: the height of the picture; at least 120.
  ///   - identifier: letters that are unique to this chart on its page.
  ///   - isStandalone: whether the picture is a file of its own that includes its style sheet; a page
  ///   includes `ChartStyle.sheet` once instead.
  public func svg(
    width: Int = 960, height: Int = 320, identifier: String = "chart", isStandalone: Bool = false
  )
    -> String
  {
    precondition(width >= 200 && height >= 120, "a chart needs room for its axes")
    let legend = ChartLegend(self, width: Double(width))
    let geometry = ChartGeometry(self, width: Double(width), height: Double(height), legend: legend)
    let drawing = ChartDrawing(self, geometry, identifier: Markup.escaped(identifier))
    let style = isStandalone ? "<style>\(ChartStyle.sheet)</style>" : ""
    return """
      <svg class="chart" xmlns="http://www.w3.org/2000/svg" viewBox="0 0 \(width) \(height)" \
      width="\(width)" height="\(height)" role="group" aria-label="\(Markup.escaped(title))">\(style)
      \(drawing.body())
      \(legend.svg(drawing))</svg>
      """
  }
}
