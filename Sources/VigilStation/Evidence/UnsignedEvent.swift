import Foundation
import VigilEvidence
import VigilStore

/// An event that is over and has no manifest yet.
struct UnsignedEvent: Sendable {
  /// A picture of an event.
  struct Picture: Sendable {
    var jpeg: Data
    var date: Date
  }

  var event: StoredEvent
  /// What scored; nil where the program that knew has ended.
  var model: EvidenceManifest.Model?
  /// The picture with the highest score, until it is on the disk.
  var picture: Picture?

  /// What scored, as far as it is known: the event has the model's name.
  var describedModel: EvidenceManifest.Model {
    model ?? EvidenceManifest.Model(name: event.model, networks: [:], preset: "", crops: 0)
  }
}
