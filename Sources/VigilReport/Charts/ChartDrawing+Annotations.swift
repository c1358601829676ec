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
    let top = geometry.top - geometry.strip
    let events = chart.bands.filter { $0.kind == .event }.sorted {
      $0.extent.lowerBound < $1.extent.lowerBound
    }
    for band in events {
      guard let (start, width) = geometry.columns(band.extent) else { continue }
      var cap = self.cap(x: start, y: top, width: width, height: 3, radius: 0)
      let pill = 10 + 6.8 * Double(band.label.count)
      let middle = min(max(start + width / 2, geometry.left + pill / 2), geometry.right - pill / 2)
      if !band.label.isEmpty, middle - pill / 2 >= taken {
        taken = middle + pill / 2 + 2
        cap += self.cap(x: middle - pill / 2, y: top, width: pill, height: 16, radius: 4)
        cap += words(band.label, "badge", x: middle, y: top + 12, .middle)
      }
      cap = detail(band.detail) + cap
      text += band.target.map { "<a href=\"#\(Markup.escaped($0))\">\(cap)</a>" } ?? "<g>\(cap)</g>"
    }
    return text
  }

  private func cap(x: Double, y: Double, width: Double, height: Double, radius: Double) -> String {
    let size = "width=\"\(c(width))\" height=\"\(c(height))\" rx=\"\(c(radius))\""
    return "<rect class=\"cap\" x=\"\(c(x))\" y=\"\(c(y))\" \(size)/>"
  }

  /// A horizontal line, with its label at the right end.
  func threshold(_ threshold: ChartThreshold) -> String {
    guard geometry.y.contains(threshold.value) else { return "" }
    let y = geometry.row(threshold.value)
    // Above the line, unless that is above the plot.
    let baseline = y - 5 < geometry.top + 8 ? y + 15 : y - 5
    return "<path class=\"threshold\" d=\"M\(c(geometry.left)) \(c(y))H\(c(geometry.right))\"/>"
      + words(threshold.label, "threshold-label halo", x: geometry.right - 2, y: baseline, .end)
  }

  /// The dots, the highest labelled first; a label that would cover another is left out.
  func markers() -> String {
    var text = ""
    var taken: [(x: ClosedRange<Double>, y: Double)] = []
    for marker in chart.markers.sorted(by: { ($0.y, $1.x) > ($1.y, $0.x) }) {
      guard geometry.x.contains(marker.x), geometry.y.contains(marker.y) else { continue }
      let (x, y) = (geometry.column(marker.x), geometry.row(marker.y))
      text += "<circle class=\"peak\" cx=\"\(c(x))\" cy=\"\(c(y))\" r=\"5\">\(detail(marker.detail))</circle>"
      // To the right of the dot, or to the left at the right edge, so that the line stays visible.
      let width = ChartGeometry.width(of: marker.label)
      let start = x + 9 + width > geometry.right ? x - 9 - width : x + 9
      let baseline = max(y + 4, geometry.top + 10)
      let place = start...start + width
      let isFree = !taken.contains { $0.x.overlaps(place) && abs($0.y - baseline) < 14 }
      guard !marker.label.isEmpty, isFree else { continue }
      taken.append((place, baseline))
      text += words(marker.label, "peak-label halo", x: start, y: baseline)
    }
    return text
  }

  /// A stretch that shows a line, a dot and words on hovering.
  func readout(_ readout: ChartReadout) -> String {
    guard let (start, width) = geometry.columns(readout.extent), geometry.y.contains(readout.y) else {
      return ""
    }
    let x = start + width / 2
    let half = ChartGeometry.width(of: readout.text) / 2
    let middle = min(max(x, geometry.readoutLeft + half), geometry.right + 10 - half)
    let (top, bottom) = (geometry.top, geometry.bottom)
    return """
      <g class="readout"><rect class="point" x="\(c(start))" y="\(c(top))" width="\(c(width))" \
      height="\(c(bottom - top))"/><g class="shown">\
      <path class="cursor" d="M\(c(x)) \(c(top - geometry.strip))V\(c(bottom))"/>\
      <circle cx="\(c(x))" cy="\(c(geometry.row(readout.y)))" r="4"/>\
      \(words(readout.text, "halo", x: middle, y: geometry.readoutBaseline, .middle))</g></g>
      """
  }

  private func detail(_ text: String) -> String {
    text.isEmpty ? "" : "<title>\(Markup.escaped(text))</title>"
  }
}
