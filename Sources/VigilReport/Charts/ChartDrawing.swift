import VigilCore

/// One drawing of a chart, from the back to the front.
struct ChartDrawing {
  let chart: LineChart
  let geometry: ChartGeometry
  let identifier: String

  init(_ chart: LineChart, _ geometry: ChartGeometry, identifier: String) {
    self.chart = chart
    self.geometry = geometry
    self.identifier = identifier
  }

  func body() -> String {
    var parts = [definitions(), rules()]
    parts += chart.bands.map(bandSurface)
    parts += chart.series.indices.reversed().map(line)
    parts += [axis()]
    parts += chart.thresholds.map(threshold)
    parts += chart.readouts.map(readout)
    parts += [bandLabels(), markers()]
    if chart.series.allSatisfy(\.runs.isEmpty) {
      let middle = (geometry.left + geometry.right) / 2
      let height = geometry.top + (geometry.bottom - geometry.top) * 0.35
      parts.append(words("nothing to show", "none", x: middle, y: height, .middle))
    }
    return parts.filter { !$0.isEmpty }.joined(separator: "\n")
  }

  /// A coordinate as text.
  func c(_ value: Double) -> String { Markup.coordinate(value) }

  /// The part of a text that is anchored at its position.
  enum Anchor: String { case start, middle, end }

  /// A text element.
  func words(_ text: String, _ kind: String, x: Double, y: Double, _ anchor: Anchor = .start) -> String {
    let side = anchor == .start ? "" : " text-anchor=\"\(anchor)\""
    return "<text class=\"\(kind)\" x=\"\(c(x))\" y=\"\(c(y))\"\(side)>\(Markup.escaped(text))</text>"
  }

  private func definitions() -> String {
    let (left, right, top, bottom) = (geometry.left, geometry.right, geometry.top, geometry.bottom)
    // Room for a line of width 2 at the very edge of the plot.
    var text = """
      <defs><clipPath id="\(identifier)-plot"><rect x="\(c(left))" y="\(c(top - 2))" \
      width="\(c(right - left))" height="\(c(bottom - top + 4))"/></clipPath>
      """
    if chart.bands.contains(where: { $0.kind == .gap }) {
      text += """
        <pattern id="\(identifier)-hatch" width="6" height="6" patternUnits="userSpaceOnUse" \
        patternTransform="rotate(45)"><path class="hatch" d="M0 0v6"/></pattern>
        """
    }
    for (index, series) in chart.series.enumerated() {
      guard let alarm = series.alarmAbove, alarm.isFinite else { continue }
      // The gradient runs from the bottom of the plot to its top, with a sharp change of colour.
      let share = min(max((bottom - geometry.row(alarm)) / (bottom - top), 0), 1)
      let offset = NumberText.trimmed(share, decimals: 4)
      text += """
        <linearGradient id="\(identifier)-level\(index)" gradientUnits="userSpaceOnUse" \
        x1="0" x2="0" y1="\(c(bottom))" y2="\(c(top))">\
        <stop class="calm\(index % ChartStyle.colours)" offset="\(offset)"/>\
        <stop class="alarm" offset="\(offset)"/></linearGradient>
        """
    }
    return text + "</defs>"
  }

  /// The horizontal grid lines and their labels.
  private func rules() -> String {
    var text = ""
    for (value, label) in zip(geometry.yTicks.values, geometry.yTicks.labels) {
      let y = geometry.row(value)
      text += "<path class=\"rule\" d=\"M\(c(geometry.left)) \(c(y))H\(c(geometry.right))\"/>"
      text += words(label, "tick", x: geometry.left - 7, y: y + 4, .end)
    }
    if !chart.yAxis.label.isEmpty {
      text += words(chart.yAxis.label, "tick", x: 8, y: geometry.readoutBaseline)
    }
    return text
  }

  /// The horizontal axis with its ticks.
  private func axis() -> String {
    let (left, right, bottom) = (geometry.left, geometry.right, geometry.bottom)
    var text = "<path class=\"axis\" d=\"M\(c(left)) \(c(bottom))H\(c(right))"
    for value in geometry.xTicks.values { text += "M\(c(geometry.column(value))) \(c(bottom))v5" }
    text += "\"/>"
    for (value, label) in zip(geometry.xTicks.values, geometry.xTicks.labels) {
      // Labels at the ends stay inside the picture.
      let half = ChartGeometry.width(of: label) / 2
      let x = min(max(geometry.column(value), half + 1), right + 13 - half)
      text += words(label, "tick", x: x, y: bottom + 19, .middle)
    }
    if !chart.xAxis.label.isEmpty {
      text += words(chart.xAxis.label, "tick", x: (left + right) / 2, y: bottom + 37, .middle)
    }
    return text
  }
}
