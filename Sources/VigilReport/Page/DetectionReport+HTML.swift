import Foundation
public import VigilCore

extension DetectionReport {
  /// The page about a finished run.
  ///
  /// Self-contained, without scripts, readable on a phone, on paper and in dark mode; all text is escaped.
  public func html(_ outcome: RunOutcome) -> String {
    let name = provenance.source.name
    let sections = [
      header(), warnings(outcome), tiles(outcome), chartSection(), eventSection(), facts(outcome),
      footer(),
    ]
    return HTMLPage(title: "\(name) – Vigil", body: sections.filter { !$0.isEmpty }.joined(separator: "\n"))
      .html
  }

  private func header() -> String {
    """
    <header>
    <p>Vigil watched, \(Markup.escaped(date))</p>
    <h1><bdi>\(Markup.escaped(provenance.source.name))</bdi></h1>
    <p class="verdict">\(verdict)</p>
    </header>
    """
  }

  private func chartSection() -> String {
    guard statistics.snippets > 0 else { return "" }
    let wide = chart(bins: 800).svg(width: 960, height: 320, identifier: "wide")
    let narrow = chart(bins: 300).svg(width: 400, height: 280, identifier: "narrow")
    var note = "One score per \(SnippetPosition.framesPerSnippet) frames, from 0 (normal) to 1 (abnormal)."
    if curve.snippetsPerBin > 1 {
      note += " The line is the mean of \(NumberText.count(curve.snippetsPerBin, "snippet")) or more,"
      note += " the tint around it spans the lowest to the highest."
    }
    return """
      <section>
      <h2>Score over time</h2>
      <div class="wide">\(wide)</div>
      <div class="narrow">\(narrow)</div>
      <p class="note">\(note)</p>
      </section>
      """
  }

  private func footer() -> String {
    let version = Markup.escaped("Vigil \(provenance.vigil), \(provenance.date)")
    let files = "\(ResultFolder.scoresCSV), \(ResultFolder.scoresJSON) and \(ResultFolder.eventsJSON)"
    return "<footer>\(version). The numbers are in \(files) beside this page.</footer>"
  }

  /// The date without the letters of ISO 8601.
  private var date: String {
    provenance.date.replacing("T", with: " ").replacing("Z", with: " UTC")
  }
}
