import Foundation
import VigilCore
import VigilReport
import VigilStation

/// What thresholds would have raised over the past week at one camera, from its stored scores.
struct ThresholdsPage {
  var camera: WatchedCamera
  var counts: ThresholdCounts
  var models: ModelSection
  var now: Date
  var text = PageText()

  /// How far back scores are counted, in seconds.
  static let length = 7 * 86_400.0
  /// Thresholds that are shown beside those in force.
  private static let levels: [Float] = [0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 0.95]

  var content: HTML {
    """
    <p class="trail"><a href="/">Cameras</a> › <a href="\(CameraPage.address(camera.name))"><bdi>\(camera.name)</bdi></a></p>
    <h1>Thresholds of <bdi>\(camera.name)</bdi></h1>
    \(models.content)
    \(seconds == 0 ? "<p>No scores of the past week are stored.</p>" : tables)
    <p class="note">Times are those of the station, \(text.zoneName(at: now)).</p>
    """
  }

  private var seconds: Double { counts.watched.reduce(0, +) }

  private var tables: HTML {
    """
    <p>In the past week \(TimeText.length(seconds)) were watched\(excluded). An event is counted once, however long it goes on; \
    nothing is known of whether it was real.</p>
    <section class="card" aria-labelledby="levels-title">
    <h2 id="levels-title">Events that a threshold would have raised</h2>
    <table>
    <thead><tr><th scope="col">Threshold</th><th scope="col" class="number">Events</th><th scope="col" class="number">A day</th>\
    <th scope="col">In force</th></tr></thead>
    <tbody>
    \(Self.levels(camera).map(row))
    </tbody>
    </table>
    </section>
    <section class="card" aria-labelledby="hours-title">
    <h2 id="hours-title">By hour of the day</h2>
    \(byHour)
    </section>
    <p class="note">Thresholds are changed in the station's file, or found again from the scores: \
    <code>vigil cameras recalibrate</code>.</p>
    """
  }

  private var excluded: String {
    counts.excluded > 0
      ? "; \(TimeText.length(counts.excluded)) in which the camera's view was at fault are left out" : ""
  }

  private static func inForce(_ camera: WatchedCamera) -> [(name: String, threshold: Float)] {
    [("alarm", camera.alarmThreshold), ("review", camera.reviewThreshold)].compactMap { name, threshold in
      threshold.finite.map { (name, $0) }
    }
  }

  private var inForce: [(name: String, threshold: Float)] { Self.inForce(camera) }

  /// The thresholds whose events are to be counted.
  static func levels(_ camera: WatchedCamera) -> [Float] {
    Set(levels + inForce(camera).map(\.threshold)).sorted()
  }

  private func row(_ level: Float) -> HTML {
    let names = inForce.filter { $0.threshold == level }.map(\.name).joined(separator: ", ")
    let events = counts.events[level]?.reduce(0, +)
    let rate = events.map { count in rateText(Double(count) * 86_400 / seconds) }
    return """
      <tr><th scope="row">\(NumberText.trimmed(Double(level), decimals: 3))</th>\
      <td class="number">\(events.map(String.init) ?? "more than are counted")</td>\
      <td class="number">\(rate ?? "–")</td><td>\(names)</td></tr>
      """
  }

  private func rateText(_ value: Double) -> String { NumberText.fixed(value, decimals: value < 10 ? 1 : 0) }

  private var byHour: HTML {
    let found = inForce.compactMap { name, threshold in
      counts.events[threshold].map { (name: name, counts: $0) }
    }
    guard !found.isEmpty else { return "<p>There are no thresholds yet.</p>" }
    var chart = LineChart(
      "Events by hour of the day at the thresholds in force",
      xAxis: ChartAxis("hour of the day", bounds: 0...24), yAxis: ChartAxis(),
      series: found.map { name, counts in
        ChartSeries(
          name,
          points: counts.enumerated().map { hour, count in
            ChartSeries.Point(
              start: Double(hour), end: Double(hour + 1), y: Double(count), low: Double(count),
              high: Double(count))
          }, form: .steps)
      })
    chart.readouts = (0..<24).map { hour in
      let words = found.map { "\($0.counts[hour]) \($0.name)" }.joined(separator: ", ")
      return ChartReadout(
        Double(hour)...Double(hour + 1), y: Double(found.map { $0.counts[hour] }.max() ?? 0),
        text: "\(hour) to \(hour + 1) h: \(words)")
    }
    return """
      \(HTML(chart))
      <details><summary>As a table</summary>
      <table>
      <thead><tr><th scope="col">Hour</th>\(found.map { "<th scope=\"col\" class=\"number\">\($0.name)</th>" })\
      <th scope="col" class="number">Watched</th></tr></thead>
      <tbody>
      \((0..<24).map { hour in
        let cells: [HTML] = found.map { "<td class=\"number\">\($0.counts[hour])</td>" }
        return "<tr><th scope=\"row\">\(hour) to \(hour + 1)</th>\(cells)<td class=\"number\">\(TimeText.length(counts.watched[hour]))</td></tr>" as HTML
      })
      </tbody>
      </table>
      </details>
      """
  }
}
