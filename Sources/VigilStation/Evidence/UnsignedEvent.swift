import VigilEvidence
import VigilStore

/// An event that is over and has no manifest yet.
struct UnsignedEvent: Sendable {
  var event: StoredEvent
  /// What scored; nil where the program that knew has ended.
  var model: EvidenceManifest.Model?
}
