import Foundation
import VigilCore

extension DetectionReport {
  /// The page about a run that has ended.
  ///
  /// Self-contained, without scripts, readable on a phone, on paper and in the dark; all text is escaped.
  public func html(_ outcome: RunOutcome) -> String {
    let name = provenance.source.name
    let sections = [
      header(outcome), warnings(outcome), tiles(outcome), chartSection(), eventSection(), facts(outcome),
      footer(),
    ]
    return HTMLPage(title: "\(name) – Vigil", body: sections.filter { !$0.isEmpty }.joined(separator: "\n"))
      .html
  }

  private func header(_ outcome: RunOutcome) -> String {
    """
    <header>
    <p>Vigil watched</p>
    <h1><bdi>\(Markup.escaped(provenance.source.name))</bdi></h1>
    <p class="verdict">\(verdict)</p>
    </header>
    """
  }

  /// The most important sentence of the page.
  private var verdict: String {
    let length = TimeText.length(end)
    guard statistics.snippets > 0 else { return "Nothing was scored: the source gave no frames." }
    guard events.count > 0 else {
      let peak = statistics.peak.map {
        " The highest score is \(score($0.score)) at \(TimeText.clock($0.position.start)), below the threshold of \(score(provenance.rules.threshold))."
      }
      return
        "<span class=\"calm\">Nothing abnormal was found</span> in \(length).\(isPeakBelow ? peak ?? "" : "")"
    }
    let found = "<span class=\"found\">\(NumberText.count(events.count, "event"))</span> in \(length)"
    guard let top = events.elements.max(by: { $0.event.peakScore < $1.event.peakScore }) else {
      return found + "."
    }
    return
      "\(found), \(TimeText.length(eventSeconds)) altogether. The highest score is \(score(top.event.peakScore)) at \(TimeText.clock(top.event.peakTime))."
  }

  private var isPeakBelow: Bool { (statistics.peak?.score ?? 0) < provenance.rules.threshold }

  private func warnings(_ outcome: RunOutcome) -> String {
    var texts: [String] = []
    if !provenance.isTrained {
      texts.append(
        "<strong>These scores mean nothing yet.</strong> The model has untrained test weights, which only show that everything works. Train a model or load trained weights, and run again."
      )
    }
    switch outcome.ending {
    case .endOfSource: break
    case .interrupted: texts.append("The run was interrupted; this is what was watched until then.")
    case .sourceLost: texts.append("The source was lost; this is what was watched until then.")
    }
    return texts.map { "<p class=\"warning\">\($0)</p>" }.joined(separator: "\n")
  }

  private func tiles(_ outcome: RunOutcome) -> String {
    var tiles: [(name: String, value: String, note: String, isAlarm: Bool)] = []
    tiles.append(
      (
        "Events", NumberText.grouped(events.count),
        events.count > 0 ? "\(TimeText.length(eventSeconds)) altogether" : "none above the threshold",
        events.count > 0
      ))
    if let peak = statistics.peak {
      let isAlarm = peak.score >= provenance.rules.threshold
      tiles.append(("Highest score", score(peak.score), "at \(TimeText.clock(peak.position.start))", isAlarm))
    }
    tiles.append(("Watched", TimeText.length(end), NumberText.count(statistics.snippets, "snippet"), false))
    if let rate = outcome.framesPerSecond {
      let real =
        end > 0 && outcome.elapsed > 0
        ? "\(NumberText.trimmed(end / outcome.elapsed, decimals: 1))× as fast as it happened" : ""
      tiles.append(
        (
          "Speed", "\(NumberText.fixed(rate, decimals: 1))", "frames/s" + (real.isEmpty ? "" : ", \(real)"),
          false
        ))
    }
    if outcome.droppedFrames > 0 {
      let share = Double(outcome.droppedFrames) / Double(outcome.droppedFrames + outcome.frames)
      tiles.append(
        (
          "Frames skipped", NumberText.grouped(outcome.droppedFrames),
          "\(NumberText.fixed(share * 100, decimals: 1)) % of those that came", false
        ))
    }
    if gaps.count > 0 {
      tiles.append(
        ("Without frames", TimeText.length(gapSeconds), NumberText.count(gaps.count, "gap"), false))
    }
    let cells = tiles.map {
      "<div><dt>\($0.name)</dt><dd\($0.isAlarm ? " class=\"alarm\"" : "")>\($0.value)<small>\($0.note)</small></dd></div>"
    }
    return "<dl class=\"tiles\">\(cells.joined())</dl>"
  }

  private func chartSection() -> String {
    let wide = chart(bins: 800).svg(width: 960, height: 320, identifier: "wide")
    let narrow = chart(bins: 300).svg(width: 400, height: 280, identifier: "narrow")
    var note = "One score per \(SnippetPosition.frames) frames, from 0 (normal) to 1 (abnormal)."
    if curve.snippetsPerBin > 1 {
      note +=
        " The line is the mean of \(NumberText.count(curve.snippetsPerBin, "snippet")) or more, the tint around it reaches from the lowest to the highest."
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
    "<footer>Vigil \(Markup.escaped(provenance.vigil)), \(Markup.escaped(provenance.date)). The numbers are in \(ResultFolder.scoresCSV), \(ResultFolder.scoresJSON) and \(ResultFolder.eventsJSON) beside this page.</footer>"
  }

  func score(_ value: Float) -> String { NumberText.fixed(Double(value), decimals: 2) }
}
