/// The layout of a chart of a given size.
struct ChartGeometry {
  let left, right, top, bottom: Double
  /// The height of the strip above the plot that holds the labels of bands.
  let strip: Double
  /// The baseline of readouts, and how far to the left they may begin.
  let readoutBaseline, readoutLeft: Double
  let x, y: ClosedRange<Double>
  let xTicks, yTicks: Ticks

  /// A rough width of text, without asking a browser: 12-pixel letters of the wider sans-serif fonts.
  static func width(of text: String) -> Double {
    text.utf8.reduce(0) { $0 + ($1 == UInt8(ascii: "%") ? 11.5 : $1 & 0xC0 == 0x80 ? 0 : 7.3) }
  }

  init(_ chart: LineChart, width: Double, height: Double, legend: ChartLegend) {
    let points = chart.series.lazy.flatMap(\.runs).joined()
    let bands = chart.bands.lazy.flatMap { [$0.extent.lowerBound, $0.extent.upperBound] }
    x = chart.xAxis.extent(of: points.flatMap { [$0.start, $0.end] } + Array(bands))
    let levels = chart.thresholds.map(\.value) + chart.markers.map(\.y)
    var y = chart.yAxis.extent(of: points.flatMap { [$0.low, $0.high] } + levels)
    strip = chart.bands.contains { !$0.label.isEmpty } ? 20 : 6
    // Readouts share the last row of the legend if there is room beside it.
    let readout = chart.readouts.map { Self.width(of: $0.text) }.max() ?? 0
    let isBeside = legend.height > 0 && chart.yAxis.label.isEmpty && legend.end + readout + 10 < width
    let hasCaption = !isBeside && (!chart.readouts.isEmpty || !chart.yAxis.label.isEmpty)
    readoutBaseline = isBeside ? legend.height - 8 : legend.height + 13
    readoutLeft = isBeside ? legend.end : 4
    top = legend.height + (hasCaption ? 20 : 0) + strip
    bottom = height - (chart.xAxis.label.isEmpty ? 26 : 42)
    let most = max(2, Int((bottom - top) / 36))
    if chart.yAxis.bounds == nil {
      // The outermost ticks frame the data.
      let step = chart.yAxis.ticks(in: y, most: most).step
      y = (y.lowerBound / step).rounded(.down) * step...(y.upperBound / step).rounded(.up) * step
    }
    self.y = y
    yTicks = chart.yAxis.ticks(in: y, most: max(most, 2))
    left = 12 + (yTicks.labels.map(Self.width).max() ?? 0)
    right = width - 14
    // A first pass with few ticks finds the longest label; a tick needs the width of two labels.
    let longest = chart.xAxis.ticks(in: x, most: 4).labels.map(Self.width).max() ?? 0
    xTicks = chart.xAxis.ticks(in: x, most: max(2, Int((right - left) / max(longest * 1.9, 56))))
  }

  func column(_ value: Double) -> Double {
    left + (value - x.lowerBound) / (x.upperBound - x.lowerBound) * (right - left)
  }

  func row(_ value: Double) -> Double {
    bottom - (value - y.lowerBound) / (y.upperBound - y.lowerBound) * (bottom - top)
  }

  /// The part of an interval that lies on the plot, at least two pixels wide; nil if none does.
  func columns(_ extent: ClosedRange<Double>) -> (start: Double, width: Double)? {
    guard extent.lowerBound.isFinite, extent.upperBound.isFinite, extent.overlaps(x) else { return nil }
    let start = column(max(extent.lowerBound, x.lowerBound))
    let end = column(min(extent.upperBound, x.upperBound))
    return (min(start, right - 2), max(end - start, 2))
  }
}
