import Foundation
import VigilReport
import VigilStation
import VigilStore

/// One camera: its scores over hours or days, with the events among them.
struct CameraPage {
  /// How long a piece of the past is shown.
  enum Span: String, CaseIterable {
    case hour
    case day
    case week
    case month

    /// Seconds.
    var length: Double {
      switch self {
      case .hour: 3600
      case .day: 86_400
      case .week: 7 * 86_400
      case .month: 30 * 86_400
      }
    }
  }

  var camera: WatchedCamera
  var span: Span
  /// Where the piece that is shown ends.
  var end: Date
  var scores: [ScoreSpan]
  /// What scores in its shadow, and its scores; nil and none if nothing does.
  var shadow: ModelView?
  var shadowScores: [ScoreSpan]
  /// Those in this piece, the newest first.
  var events: [StoredEvent]
  /// Whether there are more events than are shown.
  var hasMore: Bool
  /// Labels of what was missed in this piece, the newest first.
  var missed: [ReviewLabel]
  /// What was changed of it at run time and is in force.
  var changes: [RuntimeChange]
  /// A span that was chosen to be marked as missed.
  var choice: MissedSpans.Choice?
  /// The viewer, if the viewer may say what was missed.
  var reviewer: Viewer?
  var now: Date
  var text = PageText()

  /// How many pieces the curve has at most, and how many events are shown.
  static let (pieces, most) = (600, 100)

  /// Where the page of a camera is.
  static func address(_ name: String, _ place: String = "") -> String {
    "/cameras/\(PageText.encoded(name))\(place)"
  }

  var content: HTML {
    """
    <p class="trail"><a href="/">Cameras</a></p>
    <h1><bdi>\(camera.name)</bdi></h1>
    <p>\(state)</p>
    \(AlarmSection(camera: camera, changes: changes, mayChange: reviewer != nil, text: text).content)
    <section class="card" id="scores" aria-labelledby="scores-title" data-begin="\(JSONAnswer.text(begin))" data-end="\(JSONAnswer.text(end))">
    <h2 id="scores-title">Scores</h2>
    <nav class="spans" aria-label="Span">
    \(Span.allCases.map { link($0.rawValue.capitalizedWord, $0, to: isNow ? nil : end, isHere: $0 == span) })
    \(link("Earlier", span, to: begin))
    \(isNow ? nil : link("Later", span, to: end + span.length))
    \(isNow ? nil : link("Now", span, to: nil))
    </nav>
    <p class="note">\(text.element(begin)) to \(text.element(end))</p>
    \(HTML(chart))
    <p class="note">The line is the mean of each moment, the tint around it reaches from the lowest to the highest score.</p>
    \(shadow.map(note))
    </section>
    \(spans.content)
    <h2>Events</h2>
    \(events.isEmpty ? "<p>No events in this span.</p>" : EventRows(events: events, text: text).content)
    \(hasMore ? "<p>These are the newest \(events.count) events of this span. <a href=\"/events?camera=\(PageText.encoded(camera.name))\">All events of this camera</a></p>" : nil)
    <p><a href="\(Self.address(camera.name, "/thresholds"))">What other thresholds would have raised</a></p>
    <p class="note">Times are those of the station, \(text.zoneName(at: now)).</p>
    """
  }

  private var spans: MissedSpans {
    let shown =
      [("span", span.rawValue)] + (isNow ? [] : [("to", JSONAnswer.text(end))])
    return MissedSpans(
      camera: camera.name, choice: choice, labels: missed, reviewer: reviewer, end: end, now: now, text: text,
      shown: shown)
  }

  private var begin: Date { end - span.length }
  private var isNow: Bool { end >= now }

  private var state: HTML {
    let reason: HTML? = camera.reason.isEmpty ? nil : ": <bdi>\(camera.reason)</bdi>"
    return "\(camera.state.rawValue)\(reason) since \(text.element(camera.since))"
  }

  private func link(_ title: String, _ span: Span, to end: Date?, isHere: Bool = false) -> HTML {
    let moment = end.flatMap { $0 < now ? "&to=" + PageText.encoded(JSONAnswer.text($0)) : nil } ?? ""
    let address = Self.address(camera.name, "?span=\(span.rawValue)\(moment)")
    return isHere
      ? "<a href=\"\(address)\" aria-current=\"true\">\(title)</a>" : "<a href=\"\(address)\">\(title)</a>"
  }

  private func note(_ shadow: ModelView) -> HTML {
    """
    <p class="note">The dashed line shows the scores of <bdi>\(shadow.name)</bdi>, which scores in shadow: nothing is raised for them\
    \(shadowScores.isEmpty ? ". There are none in this span" : nil). \
    <a href="\(Self.address(camera.name, "/thresholds"))">How the two compare</a></p>
    """
  }

  private var chart: LineChart {
    let extent = begin.timeIntervalSince1970...end.timeIntervalSince1970
    let highest = scores.map(\.high).max()
    let origin = Date(timeIntervalSince1970: 0)
    let inShadow =
      shadowScores.map(\.high).max().map { "; those in shadow, dashed, the highest \(PageText.score($0))" }
      ?? ""
    var chart = LineChart(
      "Scores of \(camera.name), \(text.time(begin)) to \(text.time(end)), the highest \(PageText.score(highest))\(inShadow)",
      xAxis: ChartAxis(unit: .date(text.zone), bounds: extent), yAxis: ChartAxis(bounds: 0...1),
      series: [
        ChartSeries(scores, since: origin, alarmAbove: ThresholdLines.level(camera.alarmScores))
      ])
    if !shadowScores.isEmpty {
      chart.series.append(ChartSeries(shadowScores, name: "score in shadow", since: origin, isFilled: false))
    }
    for (name, scores) in [("alarm", camera.alarmScores), ("review", camera.reviewScores)] {
      ThresholdLines.add(name, scores, to: &chart, from: begin, until: end, zone: text.zone)
    }
    chart.bands = events.compactMap { event in
      let (start, end) = (event.start.timeIntervalSince1970, event.end.timeIntervalSince1970)
      guard start <= end, end >= extent.lowerBound, start <= extent.upperBound else { return nil }
      return ChartBand(
        max(start, extent.lowerBound)...min(end, extent.upperBound), kind: .event,
        detail:
          "\(event.severity.title), \(text.time(event.start)), highest score \(PageText.score(event.peakScore))",
        target: EventRows.anchor(event))
    }
    chart.gapWord = "missed"
    chart.bands += spans.bands(within: extent)
    return chart
  }
}

extension String {
  /// With a capital letter.
  var capitalizedWord: String { prefix(1).uppercased() + dropFirst() }
}
