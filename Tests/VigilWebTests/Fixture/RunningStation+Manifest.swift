import Foundation
import VigilEvidence
import VigilStore
import VigilTestSupport

extension RunningStation {
  /// Signs an event and its files, as a station does when its clip is finished.
  func sign(_ event: StoredEvent, _ files: [StoredFile]) throws {
    let key = try StationKey(folder: folder.url)
    let sealed = try EvidenceChain(folder: folder.url, station: "test", key: key).append(
      EvidenceManifest.Event(
        id: event.id, camera: event.camera, severity: event.severity.rawValue, state: event.state.rawValue,
        start: event.start, end: event.end, peak: event.peakDate, peakScore: Double(event.peakScore),
        threshold: Double(event.threshold)),
      files: try files.map {
        try EvidenceManifest.File(folder: folder.url, name: $0.path, kind: $0.kind.rawValue)
      },
      model: nil)
    try store.add(
      ManifestLink(
        sequence: sealed.manifest.sequence, event: event.id, path: sealed.name, sha256: sealed.sha256))
  }
}
