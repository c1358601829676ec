extension ChartDrawing {
  /// A series: its tinted area, the spread of the values behind each point, and its line.
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
    let level = series.alarmAbove?.isFinite == true ? "url(#\(identifier)-level\(index))" : nil
    if !spreads.isEmpty {
      let fill = level.map { "\" fill=\"\($0)" } ?? " f\(colour)"
      text += "<path class=\"spread\(fill)\" d=\"\(spreads.joined())\"/>"
    }
    let lines = series.runs.map { path($0, series.form) { $0.y } }
    let stroke = level.map { " d\(colour)\" stroke=\"\($0)" } ?? " s\(colour) d\(colour)"
    return text + "<path class=\"line\(stroke)\" d=\"\(lines.joined())\"/></g>"
  }

  /// A run of points as path commands, in either direction.
  private func path(
    _ run: [ChartSeries.Point], _ form: ChartSeries.Form, _ value: (ChartSeries.Point) -> Double
  ) -> String {
    var text = ""
    var last = ""
    let isReversed = run.count > 1 && run[0].start > run[1].start
    for point in run {
      let y = c(geometry.row(value(point)))
      switch form {
      case .line:
        // A single point shows as a dot: a line of zero length with round ends.
        text +=
          text.isEmpty ? "M\(c(geometry.column(point.x))) \(y)h0" : "L\(c(geometry.column(point.x))) \(y)"
      case .steps:
        // A level lasts until the next point begins, in whichever direction the run is drawn.
        let from = c(geometry.column(isReversed ? point.end : point.start))
        let to = c(geometry.column(isReversed ? point.start : point.end))
        if text.isEmpty {
          text = "M\(from) \(y)"
        } else {
          if !isReversed, from != last { text += "H\(from)" }
          text += "V\(y)"
        }
        text += "H\(to)"
        last = to
      }
    }
    return text
  }
}
