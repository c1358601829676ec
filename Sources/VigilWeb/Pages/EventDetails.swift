import Foundation
import VigilReport
import VigilStation
import VigilStore

/// The page of one event: its clip, its scores, what is known of it.
struct EventDetails {
  var event: StoredEvent
  var files: [StoredFile]
  /// Whether it has a signed manifest, without which there is no case of it.
  var hasManifest: Bool
  /// Those of its highest score.
  var crops: [EventCrop]
  /// Those around the event.
  var scores: [ScoreSpan]
  /// Who has seen it first.
  var seen: Acknowledgement?
  /// What people say of it.
  var labels: [ReviewLabel]
  /// The next and the one before among those of the list that it was opened from.
  var older, newer: StoredEvent?
  var filter: EventFilter
  /// Events like it.
  var similar: SimilarEvents
  /// The name of the viewer, if the viewer may keep and label it.
  var reviewer: String?
  var now: Date
  var text = PageText()

  /// Seconds of scores before and after the event that are shown.
  static let margin = 60.0
  /// How many pieces the curve has at most.
  static let pieces = 400

  var title: String { "\(event.severity.title) at \(event.camera)" }

  var content: HTML {
    """
    <nav class="trail" aria-label="Other events"><a href="\(filter.address("/events"))">Events</a>
    \(newer.map { link("Newer", to: $0, rel: "prev") })
    \(older.map { link("Older", to: $0, rel: "next") })</nav>
    <h1>\(event.severity.title) at <bdi>\(event.camera)</bdi></h1>
    <p class="note">\(text.element(event.start))\(event.state == .open ? ", goes on" : ", \(PageText.age(event.end.timeIntervalSince(event.start)))")</p>
    <div class="event">
    <section class="card media" aria-labelledby="clip-title">
    <h2 id="clip-title">Clip</h2>
    \(clip)
    </section>
    <section class="card" aria-labelledby="facts-title">
    <h2 id="facts-title">What is known</h2>
    <dl class="facts">\(facts.map { "<dt>\($0.name)</dt><dd>\($0.value)</dd>" })</dl>
    \(SeenSection(event: event, seen: seen, mayAcknowledge: reviewer != nil, text: text).content)
    \(review)
    \(keeping)
    \(sharing)
    \(keys)
    <p id="complaint" class="complaint" role="alert"></p>
    </section>
    </div>
    <section class="card" aria-labelledby="scores-title">
    <h2 id="scores-title">Scores</h2>
    \(curve)
    <p class="note">Time from the beginning of the event, with a minute before and after it.</p>
    </section>
    \(PartsSection(event: event, crops: crops, picture: file(.picture)).content)
    \(SimilarSection(similar: similar, text: text).content)
    <p class="note">Times are those of the station, \(text.zoneName(at: now)).</p>
    """
  }

  private func link(_ words: String, to other: StoredEvent, rel: String) -> HTML {
    "<a href=\"\(filter.address("/events/\(other.id.text)"))\" rel=\"\(rel)\">\(words)</a>"
  }

  /// The keys, which a script listens to once it is loaded, unless they are switched off: keys of one letter get in the way of those who
  /// speak to their computer.
  private var keys: HTML {
    let verdicts = ReviewLabel.Verdict.ofEvents.map { ($0.key, $0.words) }
    let own = reviewer == nil ? [] : [("a", "acknowledge")] + verdicts
    let all = [("n", "next, older"), ("p", "previous, newer")] + own
    return """
      <details class="keys" open><summary>Keys</summary>
      <dl class="facts">\(all.map { "<dt><kbd>\($0)</kbd></dt><dd>\($1)</dd>" })</dl>
      <p><label><input type="checkbox" id="listen" disabled> Listen to these keys</label></p>
      </details>
      """
  }

  private func file(_ kind: FileKind) -> StoredFile? { files.first { $0.kind == kind && $0.isFinished } }

  private var clip: HTML {
    let picture = file(.picture).map { "/api/v1/media/\($0.id)" }
    let still: HTML? = picture.map {
      """
      <figure><a href="\($0)"><img src="\($0)" alt="The picture with the highest score"></a>\
      <figcaption class="note">The picture with the highest score, at \(text.element(event.peakDate)).</figcaption></figure>
      """
    }
    guard let clip = file(.clip) else {
      let isComing = event.state == .open || files.contains { $0.kind == .clip }
      return
        "<p>\(isComing ? "The clip is being written; load this page again later." : "There is no clip of this event.")</p>\(still)"
    }
    let poster: HTML? = picture.map { " poster=\"\($0)\"" }
    return """
      <video controls preload="metadata" playsinline src="/api/v1/media/\(Int(clip.id))"\(poster) \
      aria-label="Clip of this event, without sound description"></video>
      <p><a href="/api/v1/media/\(Int(clip.id))" download>Save the clip</a></p>
      \(still)
      """
  }

  private var facts: [(name: String, value: HTML)] {
    var facts: [(String, HTML)] = [
      ("State", "\(event.state.rawValue)"),
      ("Began", text.element(event.start)),
      (event.state == .open ? "Last seen" : "Ended", text.element(event.end)),
      ("Highest score", "\(PageText.score(event.peakScore))"),
      ("Threshold", "\(PageText.score(event.threshold))"),
      ("Model", "<bdi>\(event.model)</bdi>"),
    ]
    if event.part > 1 { facts.append(("Part", "\(event.part)")) }
    if let previous = event.previousPart {
      facts.append(("Part before", "<a href=\"/events/\(previous.text)\">open</a>"))
    }
    if let verdict = event.verdict {
      facts.append(("Judged", VerdictFact(verdict: verdict, text: text).content))
    }
    facts += event.reasons.map { ("Remark", "<bdi>\($0)</bdi>") }
    facts.append(("Id", "<code>\(event.id.text)</code>"))
    return facts
  }

  private var sharing: HTML? {
    guard hasManifest else { return nil }
    return """
      <p><a href="/api/v1/events/\(event.id.text)/case" download>Save as a case</a> \
      <span class="note">one file for others, with clip, scores and signed manifest, and the way to verify it</span></p>
      """
  }

  private var keeping: HTML {
    let state: HTML =
      "<span id=\"kept\" role=\"status\">\(event.isKept ? Self.keptWords : Self.otherWords)</span>"
    guard reviewer != nil else { return "<p>\(state)</p>" }
    return """
      <p class="keeping"><button type="button" id="keep" data-event="\(event.id.text)" aria-pressed="\(event.isKept ? "true" : "false")" \
      data-kept="\(Self.keptWords)" data-other="\(Self.otherWords)">Keep</button> \(state)</p>
      """
  }

  /// Whether it was real, in the viewer's own words and others'.
  private var review: HTML {
    let others = labels.filter { $0.by != reviewer }
    let said: HTML? =
      others.isEmpty
      ? nil
      : "<ul class=\"said\">\(others.map { "<li><bdi>\($0.by)</bdi>: \($0.verdict.words), \(text.element($0.at))</li>" })</ul>"
    guard let reviewer else { return said ?? "<p>Nobody has said whether it was real.</p>" }
    let own = labels.first { $0.by == reviewer }?.verdict
    let buttons: [HTML] = ReviewLabel.Verdict.ofEvents.map { verdict in
      "<button type=\"button\" aria-keyshortcuts=\"\(verdict.key)\" data-verdict=\"\(verdict.rawValue)\" aria-pressed=\"\(own == verdict ? "true" : "false")\">\(verdict.words.capitalizedWord)</button>"
    }
    return """
      <div class="review" id="review" role="group" aria-labelledby="review-title" data-event="\(event.id.text)">
      <h3 id="review-title">Was it real?</h3>
      <p>\(buttons)</p>
      <p class="note">Press the same button again to take it back.</p>
      </div>
      \(said)
      """
  }

  private static let keptWords = "Kept: it is never removed by itself."
  private static let otherWords = "It is removed when its time is over."

  private var curve: HTML {
    let threshold = Double(event.threshold)
    let extent = event.end.timeIntervalSince(event.start)
    var chart = LineChart(
      "Scores of \(event.camera) around the event, the highest \(PageText.score(event.peakScore))",
      xAxis: ChartAxis(unit: .time, bounds: -Self.margin...max(0, extent) + Self.margin),
      yAxis: ChartAxis(bounds: 0...1),
      series: [ChartSeries(scores, since: event.start, alarmAbove: threshold)])
    if threshold.isFinite {
      chart.thresholds = [ChartThreshold(threshold, label: "threshold \(PageText.score(event.threshold))")]
    }
    if extent.isFinite, extent >= 0 {
      chart.bands = [ChartBand(0...extent, kind: .event, detail: "the event")]
    }
    if event.peakScore.isFinite {
      chart.markers = [
        ChartMarker(
          x: event.peakDate.timeIntervalSince(event.start), y: Double(event.peakScore),
          label: PageText.score(event.peakScore), detail: "highest score, at \(text.time(event.peakDate))")
      ]
    }
    return HTML(chart)
  }
}

extension ReviewLabel.Verdict {
  /// For people.
  var words: String {
    switch self {
    case .real: "real"
    case .falseAlarm: "false alarm"
    case .unsure: "unsure"
    case .missed: "missed"
    }
  }

  /// The key that says it on the page of an event.
  var key: String { String(rawValue.prefix(1)) }
}
