import Foundation
import VigilStation
import VigilStore

/// The part of an event's page with other events like it.
struct SimilarSection {
  /// So many are shown.
  static let length = 5

  var similar: SimilarEvents
  var text: PageText

  var content: HTML {
    """
    <section class="card" aria-labelledby="similar-title">
    <h2 id="similar-title">Similar events</h2>
    <p><bdi>\(similar.sentence.capitalizedWord)</bdi>.</p>
    \(list)
    </section>
    """
  }

  private var list: HTML? {
    guard !similar.matches.isEmpty else { return nil }
    let rows: [HTML] = similar.matches.map { match in
      let percent = Int((match.similarity * 100).rounded(.down))
      return
        "<li><a href=\"/events/\(match.event.id.text)\">\(match.event.severity.title), \(text.element(match.event.start))</a>, \(percent) % alike, \(said(of: match))</li>"
    }
    return "<ul class=\"said\" id=\"similar\">\(rows)</ul>"
  }

  private func said(of match: SimilarEvents.Match) -> [HTML] {
    guard !match.labels.isEmpty else { return ["nobody has said whether it was real"] }
    return match.labels.map { label in
      let comma: HTML? = label == match.labels.last ? nil : ","
      return "<bdi>\(label.by)</bdi>: \(label.verdict.words)\(comma)"
    }
  }
}
