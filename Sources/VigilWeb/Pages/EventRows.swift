import Foundation
import VigilStore

/// Events as rows that lead to their pages.
struct EventRows {
  var events: [StoredEvent]
  /// Among which events the reader goes on to the next one.
  var filter: EventFilter?
  var text: PageText

  /// The element of a row, to which a chart can lead.
  static func anchor(_ event: StoredEvent) -> String { "event-\(event.id.text)" }

  var content: HTML {
    """
    <div class="card">
    <table class="events">
    <thead><tr><th scope="col">Began</th><th scope="col">Camera</th><th scope="col">Severity</th>\
    <th scope="col" class="number">Highest score</th><th scope="col" class="number">Length</th><th scope="col">State</th></tr></thead>
    <tbody>
    \(events.map(row))
    </tbody>
    </table>
    </div>
    """
  }

  private func address(_ event: StoredEvent) -> String {
    let path = "/events/\(event.id.text)"
    return filter?.address(path) ?? path
  }

  private func row(_ event: StoredEvent) -> HTML {
    """
    <tr id="\(Self.anchor(event))"><th scope="row"><a href="\(address(event))">\(text.element(event.start))</a></th>\
    <td data-label="Camera"><bdi>\(event.camera)</bdi></td>\
    <td data-label="Severity"><span class="badge \(event.severity.rawValue)">\(event.severity.rawValue)</span></td>\
    <td data-label="Highest score" class="number">\(PageText.score(event.peakScore))</td>\
    <td data-label="Length" class="number">\(PageText.age(event.end.timeIntervalSince(event.start)))</td>\
    <td data-label="State">\(event.state.rawValue)\(event.isKept ? ", kept" : "")</td></tr>
    """
  }
}
