import VigilCore
import VigilStore

/// What was watched in the past seven days, and what was lost, on the page of the system.
struct WeekSection {
  var summary: PeriodSummary
  var text: PageText

  var content: HTML {
    """
    <section class="card" aria-labelledby="week-title">
    <h2 id="week-title">Past seven days</h2>
    \(summary.cameras.isEmpty ? "<p>Nothing was recorded in this time.</p>" : table)
    <p class="note">\(since)Blind is the time without a picture, or with one in which little or nothing is to be seen. Dropped snippets have no score \
    since the networks were busy, skipped ones to save time.</p>
    </section>
    """
  }

  private var since: HTML? {
    summary.countedSince.map { "What was watched is counted since \(text.element($0)) only. " }
  }

  private static let columns = [
    "Watched", "Blind", "Alarms", "Reviews", "Scored", "Still", "Dropped", "Skipped", "Late frames",
  ]

  private var table: HTML {
    """
    <div class="scroll" tabindex="0" role="region" aria-labelledby="week-title">
    <table>
    <thead><tr><th scope="col">Camera</th>\
    \(Self.columns.map { "<th scope=\"col\" class=\"number\">\($0)</th>" })</tr></thead>
    <tbody>
    \(summary.cameras.map(row))
    </tbody>
    </table>
    </div>
    """
  }

  private func row(_ camera: PeriodSummary.Camera) -> HTML {
    let (figures, watch) = (camera.figures, camera.figures.watch)
    let cells = [
      Self.hours(watch.seconds), Self.hours(figures.blindSeconds), "\(figures.alarms)", "\(figures.reviews)",
      "\(watch.scored)", "\(watch.still)", "\(watch.dropped)", "\(watch.skipped)", "\(watch.lateFrames)",
    ]
    return """
      <tr><th scope="row"><bdi>\(camera.name)</bdi></th>\
      \(cells.map { "<td class=\"number\">\($0)</td>" })</tr>
      """
  }

  /// `160.5 h`.
  private static func hours(_ seconds: Double) -> String {
    NumberText.fixed(seconds / 3600, decimals: 1) + " h"
  }
}
