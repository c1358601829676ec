import Foundation
import VigilCore

extension DetectionReport {
  /// The table of events.
  func eventSection() -> String {
    guard statistics.snippets > 0 else { return "" }
    guard events.count > 0 else {
      return """
        <section>
        <h2>Events</h2>
        <p>No events: no stretch of the video scored \(score(provenance.rules.threshold)) or more for long enough.</p>
        </section>
        """
    }
    let hasPictures = events.elements.contains { $0.thumbnail != nil }
    let rows = events.elements.map { row($0, hasPictures: hasPictures) }.joined(separator: "\n")
    let omitted =
      events.omitted > 0
      ? "<p class=\"note\">The \(NumberText.grouped(events.elements.count)) events with the highest scores; \(NumberText.grouped(events.omitted)) more are in \(ResultFolder.eventsJSON).</p>"
      : ""
    return """
      <section>
      <h2>Events</h2>
      <table class="events">
      <thead><tr><th>#</th>\(hasPictures ? "<th>Moment</th>" : "")<th class="number">Start</th><th class="number">End</th>\
      <th class="number">Length</th><th>Highest score</th></tr></thead>
      <tbody>
      \(rows)
      </tbody>
      </table>
      \(omitted)</section>
      """
  }

  private func row(_ occurrence: Occurrence, hasPictures: Bool) -> String {
    let event = occurrence.event
    var picture = ""
    if hasPictures {
      let image = occurrence.thumbnail.map {
        "<img alt=\"frame at \(TimeText.clock(event.peakTime, decimals: 1))\" src=\"data:image/jpeg;base64,\($0.base64EncodedString())\"/>"
      }
      picture = "<td class=\"picture\">\(image ?? "")</td>"
    }
    return """
      <tr id="event-\(occurrence.number)"><td class="index"><span>\(occurrence.number)</span></td>\(picture)\
      <td class="number" data-label="Start">\(TimeText.clock(event.start, decimals: 1))</td>\
      <td class="number" data-label="End">\(TimeText.clock(event.end, decimals: 1))</td>\
      <td class="number" data-label="Length">\(TimeText.length(event.end - event.start))</td>\
      <td class="peak" data-label="Highest score">\(score(event.peakScore)) \
      <small>at \(TimeText.clock(event.peakTime, decimals: 1))</small>\(meter(event.peakScore))</td></tr>
      """
  }

  /// A bar from 0 to 1 with a mark at the threshold.
  private func meter(_ value: Float) -> String {
    func width(_ share: Float) -> String { Markup.coordinate(Double(min(max(share, 0), 1)) * 100) }
    let limit = Markup.coordinate(Double(min(max(provenance.rules.threshold, 0), 1)) * 100 - 0.5)
    return """
      <svg class="meter" xmlns="http://www.w3.org/2000/svg" viewBox="0 0 100 8" preserveAspectRatio="none" aria-hidden="true">\
      <rect class="track" width="100" height="8" rx="1"/><rect class="value" width="\(value.isFinite ? width(value) : "0")" height="8" rx="1"/>\
      <rect class="limit" x="\(limit)" width="1" height="8"/></svg>
      """
  }
}
