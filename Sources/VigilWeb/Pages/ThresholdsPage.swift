import Foundation
import VigilCore
import VigilReport
import VigilStation

/// What thresholds would have raised over the past week at one camera, from its stored scores.
struct ThresholdsPage {
  var camera: WatchedCamera
  /// The threshold that was asked for.
  var asked: Float?
  var counts: ThresholdCounts
  var models: ModelSection
  var now: Date
  var text = PageText()

  var content: HTML {
    """
    <p class="trail"><a href="/">Cameras</a> › <a href="\(CameraPage.address(camera.name))"><bdi>\(camera.name)</bdi></a></p>
    <h1>Thresholds of <bdi>\(camera.name)</bdi></h1>
    \(models.content)
    \(seconds == 0 ? "<p>No scores of the past week are stored\(isWhole ? nil : " since the camera has its present model and view").</p>" : tables)
    <p class="note">Times are those of the station, \(text.zoneName(at: now)).</p>
    """
  }

  private var seconds: Double { counts.seconds }
  /// Whether it is the whole week that is counted.
  private var isWhole: Bool { now.timeIntervalSince(counts.from) >= ThresholdCounts.length - 1 }

  private var tables: HTML {
    """
    <p>\(isWhole ? "In the past week" : "Since the camera has its present model and view,") \(TimeText.length(seconds)) were watched\(excluded). \
    An event is counted once, however long it goes on; nothing is known of whether it was real.</p>
    <section class="card" aria-labelledby="levels-title">
    <h2 id="levels-title">Events that a threshold would have raised</h2>
    \(form)
    <table>
    <thead><tr><th scope="col">Threshold</th><th scope="col" class="number">Events</th><th scope="col" class="number">A day</th>\
    <th scope="col">Which</th></tr></thead>
    <tbody>
    \(counts.lines.map(row))
    </tbody>
    </table>
    <p class="note">An event lasts until the score is \(NumberText.trimmed(Double(Self.hysteresis), decimals: 3)) below its threshold: at a threshold \
    of no more than that, until the camera is away.</p>
    </section>
    <section class="card" aria-labelledby="hours-title">
    <h2 id="hours-title">By hour of the day</h2>
    \(byHour)
    </section>
    <p class="note">Thresholds are changed in the station's file, or found again from the scores: \
    <code>vigil cameras recalibrate</code>.</p>
    """
  }

  private static let hysteresis = EventRules().hysteresis

  private var excluded: String {
    counts.excluded > 0
      ? "; \(TimeText.length(counts.excluded)) in which the camera's view was at fault are left out" : ""
  }

  private var form: HTML {
    """
    <form class="filters" method="get" action="\(CameraPage.address(camera.name, "/thresholds"))">
    <label>Another threshold <input type="number" name="at" min="0" max="1" step="any" inputmode="decimal" required \
    value="\(asked.map(number) ?? "")"></label>
    <button>Count</button>
    </form>
    """
  }

  private func number(_ level: Float) -> String { NumberText.trimmed(Double(level), decimals: 5) }

  private func row(_ line: ThresholdCounts.Line) -> HTML {
    let (low, high) = (line.scores.min() ?? 0, line.scores.max() ?? 0)
    let level = low == high ? number(low) : "\(number(low)) to \(number(high)) by hour"
    return """
      <tr><th scope="row">\(level)</th><td class="number">\(line.events)</td>\
      <td class="number">\(rateText(line.perDay(of: seconds)))</td><td>\(line.names.map(Self.words).joined(separator: ", "))</td></tr>
      """
  }

  /// What a line is called.
  private static func words(_ name: String) -> String {
    name == "asked" ? "asked for" : "\(name), in force"
  }

  private func rateText(_ value: Double) -> String { NumberText.fixed(value, decimals: value < 10 ? 1 : 0) }

  private var byHour: HTML {
    let found = ["alarm", "review", "asked"].compactMap { name in
      counts.lines.first { $0.names.contains(name) }.map {
        (name: name == "asked" ? "asked for" : name, counts: $0.hours)
      }
    }
    guard !found.isEmpty else { return "<p>There are no thresholds yet.</p>" }
    var chart = LineChart(
      "Events by hour of the day at the thresholds in force\(asked == nil ? "" : ", and at the one asked for")",
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
      <p class="note">Where thresholds differ by hour, events of each hour are counted at its own.</p>
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
