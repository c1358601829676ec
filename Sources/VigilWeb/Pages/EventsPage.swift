import Foundation
import VigilStore

/// A page of the list of events, the newest first.
struct EventsPage {
  var events: [StoredEvent]
  /// What to give as `before` to get the next page; nil on the last one.
  var next: String?
  /// The cameras to choose from.
  var cameras: [String]
  /// What was chosen.
  var filter: EventFilter
  var now: Date
  var text = PageText()

  var content: HTML {
    """
    <h1>Events</h1>
    <form class="filters" method="get" action="/events">
    <label>Camera <select name="camera">\(options(choices.map { ($0, $0) }, chosen: filter.camera))</select></label>
    <label>Severity <select name="severity">\(options(EventSeverity.allCases.map { ($0.rawValue, $0.rawValue) }, chosen: filter.severity?.rawValue))</select></label>
    <label>Label <select name="label">\(options(EventQuery.Review.allCases.map { ($0.rawValue, $0.words) }, chosen: filter.review?.rawValue))</select></label>
    <label>Seen <select name="seen">\(options(EventFilter.Seen.allCases.map { ($0.rawValue, $0.words) }, chosen: filter.seen?.rawValue))</select></label>
    <label>Day <input type="date" name="day" value="\(filter.day?.text ?? "")"></label>
    <button class="main">Show</button>
    </form>
    \(events.isEmpty ? "<p>\(filter.isEmpty ? "No events yet." : "No such events.")</p>" : EventRows(events: events, filter: filter, text: text).content)
    \(next.map { "<p><a href=\"\(filter.address("/events", before: $0))\" rel=\"next\">Older events</a></p>" })
    \(filter.isEmpty ? nil : "<p><a href=\"/events\">All events</a></p>")
    <p class="note">Times are those of the station, \(text.zoneName(at: now)).</p>
    """
  }

  /// Also a camera that is no longer in the station's file, if it was asked for.
  private var choices: [String] {
    cameras + (filter.camera.map { cameras.contains($0) ? [] : [$0] } ?? [])
  }

  private func options(_ choices: [(value: String, words: String)], chosen: String?) -> [HTML] {
    ["<option value=\"\">all</option>"]
      + choices.map { value, words in
        value == chosen
          ? "<option value=\"\(value)\" selected>\(words)</option>"
          : "<option value=\"\(value)\">\(words)</option>"
      }
  }
}
