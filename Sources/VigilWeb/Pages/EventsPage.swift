import Foundation
import VigilStore

/// A page of the list of events, the newest first.
struct EventsPage {
  var events: [StoredEvent]
  /// What to give as `before` to get the next page; nil on the last one.
  var next: String?
  /// The cameras to choose from.
  var cameras: [String]
  /// What was chosen; nil for all.
  var camera: String?
  var severity: EventSeverity?
  var now: Date
  var text = PageText()

  var content: HTML {
    """
    <h1>Events</h1>
    <form class="filters" method="get" action="/events">
    <label>Camera <select name="camera">\(options(choices, chosen: camera))</select></label>
    <label>Severity <select name="severity">\(options(EventSeverity.allCases.map(\.rawValue), chosen: severity?.rawValue))</select></label>
    <button class="main">Show</button>
    </form>
    \(events.isEmpty ? "<p>\(camera == nil && severity == nil ? "No events yet." : "No such events.")</p>" : EventRows(events: events, text: text).content)
    \(next.map { "<p><a href=\"\(address(before: $0))\" rel=\"next\">Older events</a></p>" })
    <p class="note">Times are those of the station, \(text.zoneName(at: now)).</p>
    """
  }

  /// Also a camera that is no longer in the station's file, if it was asked for.
  private var choices: [String] { cameras + (camera.map { cameras.contains($0) ? [] : [$0] } ?? []) }

  private func options(_ names: [String], chosen: String?) -> [HTML] {
    ["<option value=\"\">all</option>"]
      + names.map { name in
        name == chosen
          ? "<option value=\"\(name)\" selected>\(name)</option>"
          : "<option value=\"\(name)\">\(name)</option>"
      }
  }

  private func address(before next: String) -> String {
    let values = [("camera", camera), ("severity", severity?.rawValue), ("before", next)]
    return "/events?"
      + values.compactMap { name, value in value.map { "\(name)=\(PageText.encoded($0))" } }.joined(
        separator: "&")
  }
}
