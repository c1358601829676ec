import Foundation
import VigilStation
import VigilStore

/// An event as clients see it: the keys of `vigil events list --json`.
struct EventView: Encodable {
  /// Who has seen it first.
  struct Seen: Encodable {
    var by: String
    var at: Date
    var means: Acknowledgement.Means
  }

  var id: String
  var revision: Int
  var camera: String
  var severity: EventSeverity
  var state: EventState
  var start: Date
  var end: Date
  var peak: Date
  var score: Float?
  var threshold: Float?
  var model: String
  var part: Int
  var previousPart: String?
  var reasons: [String]
  var kept: Bool
  /// What a program says of it; missing if none does.
  var verdict: VerdictLine?
  /// Missing if nobody has, and where it is not looked up.
  var acknowledgement: Seen?
  /// Those of its highest score, where they are known and asked for.
  var crops: [CropLine]?

  init(_ event: StoredEvent, seen: Acknowledgement? = nil, crops: [EventCrop] = []) {
    (id, revision, camera) = (event.id.text, event.revision, event.camera)
    (severity, state) = (event.severity, event.state)
    (start, end, peak) = (event.start, event.end, event.peakDate)
    (score, threshold) = (Float?(event.peakScore).finite, Float?(event.threshold).finite)
    (model, part, previousPart) = (event.model, event.part, event.previousPart?.text)
    (reasons, kept) = (event.reasons, event.isKept)
    self.crops = crops.isEmpty ? nil : crops.map(CropLine.init)
    verdict = event.verdict.map(VerdictLine.init)
    acknowledgement = seen.map { Seen(by: $0.by, at: $0.at, means: $0.means) }
  }
}

/// A page of events.
struct EventPage: Encodable {
  var events: [EventView]
  /// What to give as `before` to get the next page; missing on the last one.
  var next: String?
}
