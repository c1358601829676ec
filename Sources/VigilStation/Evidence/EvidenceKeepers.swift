import Foundation
import Logging
import VigilCore
import VigilEvidence
import VigilMedia
import VigilRecording
import VigilStationConfiguration
import VigilStore

/// What all cameras of a station share to keep evidence: the folder, the chain of manifests, retention.
final class EvidenceKeepers: Sendable {
  let store: StationStore
  let folder: RecordingFolder
  let chain: EvidenceChain
  let clocks: Clocks
  private let log: Logger

  /// Opens the chain of a station's folder.
  init(
    store: StationStore, folder: RecordingFolder, chain: EvidenceChain, clocks: Clocks, log: Logger
  ) {
    (self.store, self.folder, self.chain) = (store, folder, chain)
    (self.clocks, self.log) = (clocks, log)
  }

  /// Finishes what an earlier run left: files, and the manifests of events that have none.
  func recover() async {
    await blocking { [self] in
      do {
        let report = try folder.recover()
        if !report.isClean {
          log.warning(
            "recordings were interrupted",
            metadata: [
              "finished": "\(report.finished.count)", "discarded": "\(report.discarded.count)",
              "missing": "\(report.missing.count)", "damaged": "\(report.damaged.count)",
              "removed": "\(report.removed)",
            ])
        }
        for failure in report.failures { log.error("\(failure)") }
      } catch {
        log.error("nothing is recorded; detection goes on", metadata: ["why": "\(error.message)"])
      }
      do { try sealUnsealed() } catch {
        log.error("events of the last run could not be signed", metadata: ["why": "\(error.explanation)"])
      }
    }
  }

  /// Signs the events that ended without a manifest, as when the power failed in between.
  private func sealUnsealed() throws {
    let ended = try store.events(EventQuery(limit: Self.lookedAtAtStart)).filter { $0.state != .open }
    for event in ended.reversed() {
      let files = try store.files(FileQuery(event: event.id))
      guard !files.contains(where: { $0.kind == .manifest }) else { continue }
      try seal(event, model: nil)
    }
  }

  /// So many of the newest events are looked at for a manifest at the start.
  private static let lookedAtAtStart = 200

  /// Signs an event with the files that it has, and enters the manifest.
  func seal(_ event: StoredEvent, model: EvidenceManifest.Model?) throws {
    var described: [EvidenceManifest.File] = []
    for file in try store.files(FileQuery(event: event.id, isFinished: true)) where file.kind != .manifest {
      if let sha256 = file.sha256 {
        described.append(
          EvidenceManifest.File(
            name: file.path, kind: file.kind.rawValue, bytes: file.bytes, sha256: sha256, start: file.start,
            end: file.end))
      } else {
        described.append(
          try EvidenceManifest.File(
            folder: store.folder, name: file.path, kind: file.kind.rawValue, start: file.start, end: file.end))
      }
    }
    let sealed = try chain.append(
      EvidenceManifest.Event(
        id: event.id, camera: event.camera, severity: event.severity.rawValue, state: event.state.rawValue,
        start: event.start, end: event.end, peak: event.peakDate, peakScore: Double(event.peakScore),
        threshold: Double(event.threshold), part: event.part, previousPart: event.previousPart,
        reasons: event.reasons),
      files: described, model: model)
    let now = clocks.date()
    _ = try store.add(
      StoredFile(
        camera: event.camera, kind: .manifest, event: event.id, path: sealed.name,
        bytes: Int64(sealed.bytes.count), sha256: sealed.sha256, start: now, end: now, isFinished: true))
  }

  /// Removes what is older or more than the file allows, and signs that it did.
  func prune(_ file: StationFile) async {
    let rules = Retention.Rules(file)
    await blocking { [self] in
      do {
        let report = try Retention(folder, rules: rules).prune(at: clocks.date())
        let evidence = report.removed.filter { !$0.hasPrefix("recordings/") }
        if !evidence.isEmpty { try chain.append(removed: evidence) }
        if !report.removed.isEmpty {
          log.notice("old recordings were removed", metadata: ["files": "\(report.removed.count)"])
        }
      } catch {
        log.error("old recordings cannot be removed", metadata: ["why": "\(error.explanation)"])
      }
    }
  }

  /// Does what waits for the disk on a thread of its own.
  func blocking<Value: Sendable>(_ work: @escaping @Sendable () -> Value) async -> Value {
    await withCheckedContinuation { continuation in
      OwnThread.start("vigil evidence") { continuation.resume(returning: work()) }
    }
  }
}
