extension ChartDrawing {
  /// A series: its tinted surface, the spread of what its points stand for, and its line.
  func line(_ index: Int) -> String {
    let series = chart.series[index]
    guard !series.runs.isEmpty else { return "" }
    let colour = index % ChartStyle.colours
    var text = "<g clip-path=\"url(#\(identifier)-plot)\">"
    if series.isFilled {
      let surfaces = series.runs.map { run -> String in
        let (first, last) = (geometry.column(run[0].start), geometry.column(run[run.count - 1].end))
        return path(run, series.form) { $0.y } + "L\(c(last)) \(c(geometry.bottom))H\(c(first))Z"
      }
      text += "<path class=\"area f\(colour)\" d=\"\(surfaces.joined())\"/>"
    }
    let spreads = series.runs.filter { $0.contains { $0.low < $0.high } }.map { run in
      path(run, series.form) { $0.high } + "L" + path(run.reversed(), series.form) { $0.low }.dropFirst()
        + "Z"
    }
    if !spreads.isEmpty { text += "<path class=\"spread f\(colour)\" d=\"\(spreads.joined())\"/>" }
    let lines = series.runs.map { path($0, series.form) { $0.y } }
    let stroke =
      series.alarmAbove?.isFinite == true
      ? "line d\(colour)\" stroke=\"url(#\(identifier)-level\(index))\"" : "line s\(colour) d\(colour)\""
    return text + "<path class=\"\(stroke) d=\"\(lines.joined())\"/></g>"
  }

  /// A run of points as path commands, in whichever direction the points are given.
  private func path(
    _ run: [ChartSeries.Point], _ form: ChartSeries.Form, _ value: (ChartSeries.Point) -> Double
  ) -> String {
    var text = ""
    let isReversed = run.count > 1 && run[0].start > run[1].start
    for point in run {
      let y = c(geometry.row(value(point)))
      switch form {
      case .line:
        // A single point shows as a dot: a line of no length with round ends.
        text +=
          text.isEmpty ? "M\(c(geometry.column(point.x))) \(y)h0" : "L\(c(geometry.column(point.x))) \(y)"
      case .steps:
        let (from, to) = isReversed ? (point.end, point.start) : (point.start, point.end)
        text += text.isEmpty ? "M\(c(geometry.column(from))) \(y)" : "V\(y)"
        // Points may be a little apart: the level changes where the next begins.
        text += "H\(c(geometry.column(to)))"
      }
    }
    return text
  }
}
