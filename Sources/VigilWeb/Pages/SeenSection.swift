import Foundation
import VigilStore

/// Who has seen an event first, and the button by which a viewer says so.
struct SeenSection {
  var event: StoredEvent
  var seen: Acknowledgement?
  var mayAcknowledge: Bool
  var text: PageText

  var content: HTML {
    let state: HTML =
      "<span id=\"seen\" role=\"status\" data-event=\"\(event.id.text)\" data-zone=\"\(text.zone.identifier)\">\(words)</span>"
    guard mayAcknowledge, seen == nil else { return "<p>\(state)</p>" }
    return """
      <p class="keeping"><button type="button" id="acknowledge" aria-keyshortcuts="a">Acknowledge</button> \(state)</p>
      """
  }

  private var words: HTML {
    guard let seen else { return "Nobody has acknowledged it." }
    return "Acknowledged by <bdi>\(seen.by)</bdi>\(seen.means.words), \(text.element(seen.at))"
  }
}

extension Acknowledgement.Means {
  /// How it is known, after the name of who it was.
  fileprivate var words: String {
    switch self {
    case .said: ""
    case .label: " by a label"
    case .kept: " by keeping it"
    }
  }
}
