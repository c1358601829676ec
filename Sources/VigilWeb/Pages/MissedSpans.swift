import Foundation
import HTTPTypes
import VigilReport
import VigilStore

/// The part of a camera's page on which people say that something was missed.
struct MissedSpans {
  /// A span that was chosen and not marked yet.
  struct Choice: Hashable, Sendable {
    var from, until: Date

    /// Reads it; nil unless both ends were chosen.
    ///
    /// - Parameter zone: Of what is given without one, as forms do.
    init?(_ query: Query, in zone: TimeZone) throws(Problem) {
      func date(_ name: String) throws(Problem) -> Date? {
        guard let text = query.text(name) else { return nil }
        if let local = StationTime.date(text, in: zone) { return local }
        return try query.date(name)
      }
      let ends = (try date("from"), try date("until"))
      guard let from = ends.0, let until = ends.1 else { return nil }
      (self.from, self.until) = (from, until)
    }

    /// Whether it can be marked.
    func isPossible(at now: Date) -> Bool {
      from < until && until.timeIntervalSince(from) <= 86_400 && until <= now
    }
  }

  var camera: String
  var choice: Choice?
  /// Those that are marked within what the page shows, the newest first.
  var labels: [ReviewLabel]
  /// The viewer, if the viewer may mark and undo.
  var reviewer: Viewer?
  /// Where what the page shows ends: what is offered first is the minute before.
  var end: Date
  var now: Date
  var text: PageText
  /// What else the form says of what is shown.
  var shown: [(name: String, value: String)]

  /// The page without a choice.
  var address: String {
    CameraPage.address(
      camera, "?" + shown.map { "\($0.name)=\(PageText.encoded($0.value))" }.joined(separator: "&"))
  }

  /// Marked and chosen spans on the timeline.
  func bands(within extent: ClosedRange<Double>) -> [ChartBand] {
    let marked = labels.map {
      (
        $0.start, $0.end,
        "marked by \($0.by) as missed, \(text.time($0.start)) to \(text.time($0.end))"
      )
    }
    let chosen = possible.map {
      [($0.from, $0.until, "chosen, \(text.time($0.from)) to \(text.time($0.until))")]
    }
    return (marked + (chosen ?? [])).compactMap { start, end, detail in
      let (start, end) = (start.timeIntervalSince1970, end.timeIntervalSince1970)
      guard start <= end, end >= extent.lowerBound, start <= extent.upperBound else { return nil }
      return ChartBand(
        max(start, extent.lowerBound)...min(end, extent.upperBound), kind: .gap, detail: detail)
    }
  }

  /// Nothing for those who may not mark, where nothing is marked.
  var content: HTML? {
    guard reviewer != nil || !labels.isEmpty else { return nil }
    return """
      <section class="card" id="missed" aria-labelledby="missed-title" data-camera="\(camera)" data-address="\(address)">
      <h2 id="missed-title">What was missed</h2>
      \(list)
      \(form)
      <p id="complaint" class="complaint" role="alert"></p>
      </section>
      """
  }

  private var possible: Choice? { choice.flatMap { $0.isPossible(at: now) ? $0 : nil } }

  private var list: HTML {
    guard !labels.isEmpty else { return "<p>Nothing is marked in this span.</p>" }
    return "<ul class=\"said\">\(labels.map(row))</ul>"
  }

  private func row(_ label: ReviewLabel) -> HTML {
    let mayUndo = reviewer.map { label.by == $0.name || $0.role == .admin } ?? false
    let span: HTML = "\(text.element(label.start)) to \(text.element(label.end))"
    let undo: HTML =
      " <button type=\"button\" data-undo=\"\(Int(label.id))\" aria-label=\"Undo \(text.time(label.start))\">Undo</button>"
    return "<li>\(span), by <bdi>\(label.by)</bdi>\(mayUndo ? undo : nil)</li>"
  }

  private var form: HTML? {
    guard reviewer != nil else { return nil }
    let hidden: [HTML] = shown.map { "<input type=\"hidden\" name=\"\($0.name)\" value=\"\($0.value)\">" }
    func field(_ words: String, _ name: String, _ date: Date) -> HTML {
      "<label>\(words) <input type=\"datetime-local\" step=\"1\" required name=\"\(name)\" value=\"\(StationTime.text(date, in: text.zone))\"></label>"
    }
    return """
      <form class="filters" method="get" action="\(CameraPage.address(camera))">
      \(hidden)
      \(field("From", "from", choice?.from ?? end - 60))
      \(field("Until", "until", choice?.until ?? end))
      <button>Show on the timeline</button>
      </form>
      \(decision)
      <p class="note">Something happened and there was no event? Choose when, also by drawing over the timeline, and mark it: it teaches a model.</p>
      """
  }

  private var decision: HTML? {
    guard let choice else { return nil }
    guard choice.isPossible(at: now) else {
      return
        "<p class=\"complaint\">The end has to be after the beginning, at most a day later, and past.</p>"
    }
    return """
      <p class="keeping"><button type="button" class="main" id="mark" data-from="\(JSONAnswer.text(choice.from))" \
      data-to="\(JSONAnswer.text(choice.until))">Mark as missed</button> \
      <span>\(text.element(choice.from)) to \(text.element(choice.until))</span> <a href="\(address)">Not this</a></p>
      """
  }
}
