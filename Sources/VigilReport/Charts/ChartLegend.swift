/// What the colours of a chart mean, in rows above it.
struct ChartLegend {
  private enum Swatch {
    case line(Int)
    case band(ChartBand.Kind)
  }

  private var entries: [(swatch: Swatch, text: String, x: Double, y: Double)] = []
  /// The height of all rows; 0 if nothing needs a legend.
  private(set) var height = 0.0

  init(_ chart: LineChart, width: Double) {
    var found: [(Swatch, String)] = chart.series.enumerated().map { (.line($0.offset), $0.element.name) }
    if chart.bands.contains(where: { $0.kind == .event }) { found.append((.band(.event), "event")) }
    if chart.bands.contains(where: { $0.kind == .gap }) { found.append((.band(.gap), "no frames")) }
    guard found.count > 1 else { return }
    var (x, y) = (8.0, 14.0)
    for (swatch, text) in found {
      let needed = 30 + ChartGeometry.width(of: text) + 14
      if x > 8, x + needed > width {
        x = 8
        y += 20
      }
      entries.append((swatch, text, x, y))
      x += needed
    }
    height = y + 8
  }

  func svg(identifier: String) -> String {
    var text = ""
    for entry in entries {
      let (x, y) = (Markup.coordinate(entry.x), Markup.coordinate(entry.y - 4))
      let top = Markup.coordinate(entry.y - 10)
      switch entry.swatch {
      case .line(let index):
        text +=
          "<path class=\"line s\(index % ChartStyle.colours) d\(index % ChartStyle.colours)\" d=\"M\(x) \(y)h22\"/>"
      case .band(let kind):
        let name = kind == .event ? "event" : "gap"
        let fill = kind == .gap ? " fill=\"url(#\(identifier)-hatch)\"" : ""
        text +=
          "<rect class=\"swatch \(name)\"\(fill) x=\"\(x)\" y=\"\(top)\" width=\"22\" height=\"12\" rx=\"2\"/>"
      }
      let words = Markup.coordinate(entry.x + 28)
      text +=
        "<text class=\"legend\" x=\"\(words)\" y=\"\(Markup.coordinate(entry.y))\">\(Markup.escaped(entry.text))</text>\n"
    }
    return text
  }
}
