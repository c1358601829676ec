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
        <p>No events: no stretch of the video scored \(threshold) or more for long enough.</p>
        </section>
        """
    }
    let hasPictures = events.elements.contains { $0.thumbnail != nil }
    var omitted = ""
    if events.omitted > 0 {
      let shown = "The \(NumberText.grouped(events.elements.count)) events with the highest scores"
      omitted = "\(shown); \(NumberText.grouped(events.omitted)) more are in \(ResultFolder.eventsJSON)."
    }
    return """
      <section>
      <h2>Events</h2>
      <table class="events">
      <thead><tr><th>#</th>\(hasPictures ? "<th>Moment</th>" : "")<th class="number">Start</th>\
      <th class="number">End</th><th class="number">Length</th><th>Highest score</th></tr></thead>
      <tbody>
      \(events.elements.map { row($0, hasPictures: hasPictures) }.joined(separator: "\n"))
      </tbody>
      </table>
      \(omitted.isEmpty ? "" : "<p class=\"note\">\(omitted)</p>")</section>
      """
  }

  private func row(_ occurrence: Occurrence, hasPictures: Bool) -> String {
    let event = occurrence.event
    // After the first hour, tenths of a second do not matter.
    func time(_ seconds: Double) -> String { TimeText.clock(seconds, decimals: event.end < 3600 ? 1 : 0) }
    func number(_ label: String, _ value: String) -> String {
      "<td class=\"number\" data-label=\"\(label)\">\(value)</td>"
    }
    var picture = ""
    if let thumbnail = occurrence.thumbnail {
      let data = "data:image/jpeg;base64,\(thumbnail.base64EncodedString())"
      picture = "<img alt=\"frame at \(time(event.peakTime))\" src=\"\(data)\"/>"
    }
    let look = picture.isEmpty ? "" : " class=\"pictured\""
    return """
      <tr id="event-\(occurrence.number)"\(look)><td class="index"><span>\(occurrence.number)</span></td>\
      \(hasPictures ? "<td class=\"picture\">\(picture)</td>" : "")\
      \(number("Start", time(event.start)))\(number("End", time(event.end)))\
      \(number("Length", TimeText.length(event.end - event.start)))\
      <td class="peak" data-label="Highest score">\(score(event.peakScore)) \
      <small>at \(time(event.peakTime))</small>\(meter(event.peakScore))</td></tr>
      """
  }

  /// A bar from 0 to 1 with a mark at the threshold.
  private func meter(_ value: Float) -> String {
    func percent(_ share: Float) -> Double { share.isFinite ? Double(min(max(share, 0), 1)) * 100 : 0 }
    let width = Markup.coordinate(percent(value))
    let limit = Markup.coordinate(percent(provenance.rules.threshold) - 0.5)
    return """
      <svg class="meter" xmlns="http://www.w3.org/2000/svg" viewBox="0 0 100 8" preserveAspectRatio="none" \
      aria-hidden="true"><rect class="track" width="100" height="8" rx="1"/>\
      <rect class="value" width="\(width)" height="8" rx="1"/>\
      <rect class="limit" x="\(limit)" width="1" height="8"/></svg>
      """
  }
}
