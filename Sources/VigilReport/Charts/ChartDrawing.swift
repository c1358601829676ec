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
      let (x, y) = ((geometry.left + geometry.right) / 2, (geometry.top + geometry.bottom) / 2)
      parts.append(
        "<text class=\"none\" x=\"\(c(x))\" y=\"\(c(y))\" text-anchor=\"middle\">nothing to show</text>")
    }
    return parts.filter { !$0.isEmpty }.joined(separator: "\n")
  }

  /// A coordinate as text.
  func c(_ value: Double) -> String { Markup.coordinate(value) }

  private func definitions() -> String {
    let (left, right, top, bottom) = (geometry.left, geometry.right, geometry.top, geometry.bottom)
    // A line of width 2 at the very edge of the plot stays whole.
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
      // The gradient runs from the bottom of the plot to its top and changes at once.
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

  /// The level rules and their labels.
  private func rules() -> String {
    let (left, right) = (c(geometry.left), c(geometry.right))
    var text = ""
    for (value, label) in zip(geometry.yTicks.values, geometry.yTicks.labels) {
      let y = geometry.row(value)
      text += "<path class=\"rule\" d=\"M\(left) \(c(y))H\(right)\"/>"
      text +=
        "<text class=\"tick\" x=\"\(c(geometry.left - 7))\" y=\"\(c(y + 4))\" text-anchor=\"end\">\(Markup.escaped(label))</text>"
    }
    if !chart.yAxis.label.isEmpty {
      text +=
        "<text class=\"tick\" x=\"8\" y=\"\(c(geometry.readoutBaseline))\">\(Markup.escaped(chart.yAxis.label))</text>"
    }
    return text
  }

  /// The horizontal axis with its marks.
  private func axis() -> String {
    let (left, right, bottom) = (geometry.left, geometry.right, geometry.bottom)
    var text = "<path class=\"axis\" d=\"M\(c(left)) \(c(bottom))H\(c(right))"
    for value in geometry.xTicks.values { text += "M\(c(geometry.column(value))) \(c(bottom))v5" }
    text += "\"/>"
    for (value, label) in zip(geometry.xTicks.values, geometry.xTicks.labels) {
      // Labels at the ends stay inside the picture.
      let half = ChartGeometry.width(of: label) / 2
      let x = min(max(geometry.column(value), half + 1), right + 13 - half)
      text +=
        "<text class=\"tick\" x=\"\(c(x))\" y=\"\(c(bottom + 19))\" text-anchor=\"middle\">\(Markup.escaped(label))</text>"
    }
    if !chart.xAxis.label.isEmpty {
      text +=
        "<text class=\"tick\" x=\"\(c((left + right) / 2))\" y=\"\(c(bottom + 37))\" text-anchor=\"middle\">\(Markup.escaped(chart.xAxis.label))</text>"
    }
    return text
  }
}
