extension ChartDrawing {
  /// The tinted or hatched surface of a band.
  func bandSurface(_ band: ChartBand) -> String {
    guard let (start, width) = geometry.columns(band.extent) else { return "" }
    let top = geometry.top - geometry.strip
    let place =
      "x=\"\(c(start))\" y=\"\(c(top))\" width=\"\(c(width))\" height=\"\(c(geometry.bottom - top))\""
    switch band.kind {
    case .event: return "<rect class=\"event\" \(place)/>"
    case .gap:
      return "<rect class=\"gap\" fill=\"url(#\(identifier)-hatch)\" \(place)>\(detail(band.detail))</rect>"
    }
  }

  /// The caps of events, with their labels where there is room.
  func bandLabels() -> String {
    var text = ""
    var taken = -Double.infinity
    let events = chart.bands.filter { $0.kind == .event }.sorted {
      $0.extent.lowerBound < $1.extent.lowerBound
    }
    for band in events {
      guard let (start, width) = geometry.columns(band.extent) else { continue }
      let top = geometry.top - geometry.strip
      var cap = "<rect class=\"cap\" x=\"\(c(start))\" y=\"\(c(top))\" width=\"\(c(width))\" height=\"3\"/>"
      let pill = 10 + 6.8 * Double(band.label.count)
      let middle = min(max(start + width / 2, geometry.left + pill / 2), geometry.right - pill / 2)
      if !band.label.isEmpty, middle - pill / 2 >= taken {
        taken = middle + pill / 2 + 2
        cap += """
          <rect class="cap" x="\(c(middle - pill / 2))" y="\(c(top))" width="\(c(pill))" height="16" rx="4"/>\
          <text class="badge" x="\(c(middle))" y="\(c(top + 12))" text-anchor="middle">\(Markup.escaped(band.label))</text>
          """
      }
      cap += detail(band.detail)
      text += band.target.map { "<a href=\"#\(Markup.escaped($0))\">\(cap)</a>" } ?? "<g>\(cap)</g>"
    }
    return text
  }

  /// A level line, with its label at the right end.
  func threshold(_ threshold: ChartThreshold) -> String {
    guard geometry.y.contains(threshold.value) else { return "" }
    let y = geometry.row(threshold.value)
    // Above the line, unless that is above the plot.
    let baseline = y - 5 < geometry.top + 8 ? y + 15 : y - 5
    return """
      <path class="threshold" d="M\(c(geometry.left)) \(c(y))H\(c(geometry.right))"/>\
      <text class="threshold-label halo" x="\(c(geometry.right - 2))" y="\(c(baseline))" \
      text-anchor="end">\(Markup.escaped(threshold.label))</text>
      """
  }

  /// The dots, the highest labelled first; a label that would cover another is left out.
  func markers() -> String {
    var text = ""
    var taken: [(x: ClosedRange<Double>, y: Double)] = []
    for marker in chart.markers.sorted(by: { ($0.y, $1.x) > ($1.y, $0.x) }) {
      guard geometry.x.contains(marker.x), geometry.y.contains(marker.y) else { continue }
      let (x, y) = (geometry.column(marker.x), geometry.row(marker.y))
      text += "<circle class=\"peak\" cx=\"\(c(x))\" cy=\"\(c(y))\" r=\"5\">\(detail(marker.detail))</circle>"
      let width = ChartGeometry.width(of: marker.label)
      // To the right of the dot, or to the left at the right edge, so that the line stays visible.
      let isLeft = x + 9 + width > geometry.right
      let start = isLeft ? x - 9 - width : x + 9
      let baseline = max(y + 4, geometry.top + 10)
      let place = start...start + width
      guard !marker.label.isEmpty,
        !taken.contains(where: { $0.x.overlaps(place) && abs($0.y - baseline) < 14 })
      else { continue }
      taken.append((place, baseline))
      text +=
        "<text class=\"peak-label halo\" x=\"\(c(start))\" y=\"\(c(baseline))\">\(Markup.escaped(marker.label))</text>"
    }
    return text
  }

  /// A stretch that shows a line, a dot and words while one points at it.
  func readout(_ readout: ChartReadout) -> String {
    guard let (start, width) = geometry.columns(readout.extent), geometry.y.contains(readout.y) else {
      return ""
    }
    let x = start + width / 2
    let half = ChartGeometry.width(of: readout.text) / 2
    let words = min(max(x, half + 4), geometry.right + 10 - half)
    return """
      <g class="readout"><rect class="point" x="\(c(start))" y="\(c(geometry.top))" width="\(c(width))" \
      height="\(c(geometry.bottom - geometry.top))"/><g class="shown">\
      <line x1="\(c(x))" x2="\(c(x))" y1="\(c(geometry.top - geometry.strip))" y2="\(c(geometry.bottom))"/>\
      <circle cx="\(c(x))" cy="\(c(geometry.row(readout.y)))" r="4"/>\
      <text class="halo" x="\(c(words))" y="\(c(geometry.readoutBaseline))" \
      text-anchor="middle">\(Markup.escaped(readout.text))</text></g></g>
      """
  }

  private func detail(_ text: String) -> String {
    text.isEmpty ? "" : "<title>\(Markup.escaped(text))</title>"
  }
}
