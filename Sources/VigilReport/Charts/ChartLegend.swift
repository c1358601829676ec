/// The legend of a chart, in rows above it.
struct ChartLegend {
  private enum Swatch {
    case line(Int)
    case band(ChartBand.Kind)
  }

  private var entries: [(swatch: Swatch, text: String, x: Double, y: Double)] = []
  /// The height of all rows; 0 if nothing needs a legend.
  private(set) var height = 0.0
  /// Where the last row ends.
  private(set) var end = 0.0

  init(_ chart: LineChart, width: Double) {
    var found: [(Swatch, String)] = chart.series.enumerated().map { (.line($0.offset), $0.element.name) }
    if chart.bands.contains(where: { $0.kind == .event }) { found.append((.band(.event), chart.eventWord)) }
    if chart.bands.contains(where: { $0.kind == .gap }) { found.append((.band(.gap), chart.gapWord)) }
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
    end = x
  }

  func svg(_ drawing: ChartDrawing) -> String {
    var text = ""
    for entry in entries {
      let (x, middle) = (drawing.c(entry.x), drawing.c(entry.y - 4))
      switch entry.swatch {
      case .line(let index):
        let colour = index % ChartStyle.colours
        text += "<path class=\"line s\(colour) d\(colour)\" d=\"M\(x) \(middle)h22\"/>"
      case .band(let kind):
        let look = kind == .event ? "class=\"event\"" : "fill=\"url(#\(drawing.identifier)-hatch)\""
        let place = "x=\"\(x)\" y=\"\(drawing.c(entry.y - 10))\" width=\"22\" height=\"12\" rx=\"2\""
        text += "<rect \(look) \(place)/>"
      }
      text += drawing.words(entry.text, "legend", x: entry.x + 28, y: entry.y) + "\n"
    }
    return text
  }
}
