/// Where things lie on a chart of a given size.
struct ChartGeometry {
  let left, right, top, bottom: Double
  /// The height of the strip above the plot that holds the labels of bands.
  let strip: Double
  /// Where the text of readouts stands.
  let readoutBaseline: Double
  let x, y: ClosedRange<Double>
  let xTicks, yTicks: Ticks

  /// A rough width of text, of which no browser is asked: 12-pixel letters of common sans-serif fonts.
  static func width(of text: String) -> Double { Double(text.count) * 6.6 }

  init(_ chart: LineChart, width: Double, height: Double, legend: Double) {
    let points = chart.series.lazy.flatMap(\.runs).joined()
    let bands = chart.bands.lazy.flatMap { [$0.extent.lowerBound, $0.extent.upperBound] }
    x = chart.xAxis.extent(of: points.flatMap { [$0.start, $0.end] } + Array(bands))
    let levels = chart.thresholds.map(\.value) + chart.markers.map(\.y)
    var y = chart.yAxis.extent(of: points.flatMap { [$0.low, $0.high] } + levels)
    strip = chart.bands.contains { !$0.label.isEmpty } ? 20 : 6
    let hasCaption = !chart.readouts.isEmpty || !chart.yAxis.label.isEmpty
    readoutBaseline = legend + 13
    top = legend + (hasCaption ? 20 : 0) + strip
    bottom = height - (chart.xAxis.label.isEmpty ? 26 : 42)
    let most = max(2, Int((bottom - top) / 36))
    if chart.yAxis.bounds == nil {
      // The outermost marks frame the data.
      let step = chart.yAxis.ticks(in: y, most: most).step
      y = (y.lowerBound / step).rounded(.down) * step...(y.upperBound / step).rounded(.up) * step
    }
    self.y = y
    yTicks = chart.yAxis.ticks(in: y, most: max(most, 2))
    left = 12 + (yTicks.labels.map(Self.width).max() ?? 0)
    right = width - 14
    // The longest label is found by asking for few marks first; a mark is worth two labels' width.
    let longest = chart.xAxis.ticks(in: x, most: 4).labels.map(Self.width).max() ?? 0
    xTicks = chart.xAxis.ticks(in: x, most: max(2, Int((right - left) / max(longest * 2, 56))))
  }

  func column(_ value: Double) -> Double {
    left + (value - x.lowerBound) / (x.upperBound - x.lowerBound) * (right - left)
  }

  func row(_ value: Double) -> Double {
    bottom - (value - y.lowerBound) / (y.upperBound - y.lowerBound) * (bottom - top)
  }

  /// The part of a stretch that lies on the plot, at least a pixel wide; nil if none does.
  func columns(_ extent: ClosedRange<Double>) -> (start: Double, width: Double)? {
    guard extent.lowerBound.isFinite, extent.upperBound.isFinite, extent.overlaps(x) else { return nil }
    let start = column(max(extent.lowerBound, x.lowerBound))
    let end = column(min(extent.upperBound, x.upperBound))
    return (min(start, right - 1), max(end - start, 1))
  }
}
