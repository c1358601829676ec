import Foundation
import Logging
import Synchronization
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
  /// Nil where nothing can be signed.
  let chain: EvidenceChain?
  let clocks: Clocks
  /// Is told the picture with the highest score of an event so far, JPEG.
  let show: @Sendable (Data, StoredEvent) -> Void
  /// Asks what events were.
  let verdicts: Verdicts
  private let archive: Archive
  private let log: Logger
  /// Events that could not be signed when they ended, such as on a full disk.
  private let unsigned = Mutex<[Unsigned]>([])

  private struct Unsigned {
    var event: StoredEvent
    var model: EvidenceManifest.Model?
  }

  /// So many events wait to be signed at most; the next start signs others.
  private static let mostUnsigned = 1000

  /// Opens the chain of a station's folder.
  ///
  /// - Parameter show: Is told the picture with the highest score of an event so far; it must not wait.
  init(
    store: StationStore, archive: Archive, folder: RecordingFolder, chain: EvidenceChain?, clocks: Clocks,
    verdicts: Verdicts, show: @escaping @Sendable (Data, StoredEvent) -> Void, log: Logger
  ) {
    (self.store, self.archive, self.folder, self.chain) = (store, archive, folder, chain)
    (self.show, self.verdicts) = (show, verdicts)
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
        log.error("nothing is recorded; detection goes on", metadata: ["why": "\(error.explanation)"])
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
      if try store.manifests(of: event.id).isEmpty { try seal(event, model: nil) }
    }
  }

  /// So many of the newest events are looked at for a manifest at the start.
  private static let lookedAtAtStart = 200

  /// Signs an event with the files that it has; one that cannot be signed is told, and tried again each minute.
  func sign(_ event: StoredEvent, model: EvidenceManifest.Model?) {
    do { try seal(event, model: model) } catch {
      log.error(
        "an event was not signed; it is tried again each minute",
        metadata: [
          "event": "\(event.id.uuidString.prefix(8).lowercased())", "why": "\(error.explanation)",
        ])
      unsigned.withLock { events in
        if events.count < Self.mostUnsigned { events.append(Unsigned(event: event, model: model)) }
      }
    }
  }

  /// Tries again to sign what could not be signed.
  private func signWaiting() {
    let events = unsigned.withLock { events in
      defer { events = [] }
      return events
    }
    for (place, waiting) in events.enumerated() {
      do { try seal(waiting.event, model: waiting.model) } catch {
        unsigned.withLock { $0 = Array(events[place...]) + $0 }
        return
      }
    }
    if !events.isEmpty { log.notice("events are signed again", metadata: ["events": "\(events.count)"]) }
  }

  /// Signs an event with the files that it has, and enters the manifest.
  private func seal(_ event: StoredEvent, model: EvidenceManifest.Model?) throws {
    guard let chain else { return }
    var described: [EvidenceManifest.File] = []
    for file in try store.files(FileQuery(event: event.id, isFinished: true)) {
      if let sha256 = file.sha256 {
        described.append(
          EvidenceManifest.File(
            name: file.path, kind: file.kind.rawValue, bytes: file.bytes, sha256: sha256, start: file.start,
            end: file.end))
      } else {
        described.append(
          try EvidenceManifest.File(
            folder: store.folder, name: file.path, kind: file.kind.rawValue, start: file.start, end: file.end)
        )
      }
    }
    let sealed = try chain.append(
      EvidenceManifest.Event(
        id: event.id, camera: event.camera, severity: event.severity.rawValue, state: event.state.rawValue,
        start: event.start, end: event.end, peak: event.peakDate, peakScore: Double(event.peakScore),
        threshold: Double(event.threshold), part: event.part, previousPart: event.previousPart,
        reasons: event.reasons),
      files: described, model: model)
    let link = ManifestLink(
      sequence: sealed.manifest.sequence, event: event.id, path: sealed.name, sha256: sealed.sha256)
    archive.post { try $0.add(link) }
  }

  /// Signs what could not be signed before, removes recordings that are older or more than the file allows, and signs that
  /// it did.
  func tend(_ file: StationFile) async {
    let retention = Retention(folder, file)
    await blocking { [self] in
      signWaiting()
      do {
        let report = try retention.prune(at: clocks.date())
        try sign(removed: report.eventPaths)
        if report.segments + report.eventFiles > 0 {
          log.info(
            "old recordings were removed",
            metadata: ["segments": "\(report.segments)", "files of events": "\(report.eventFiles)"])
        }
      } catch {
        log.error("old recordings cannot be removed", metadata: ["why": "\(error.explanation)"])
      }
    }
  }

  /// Removes the rows of events that are older than their camera keeps them.
  func removeEvents(_ file: StationFile) async {
    let ages = Retention(folder, file).eventAges
    await blocking { [self] in
      do {
        for (cameras, age) in ages {
          while true {
            let removal = try store.removeEvents(before: clocks.date() - age, of: cameras)
            guard !removal.events.isEmpty else { break }
            try sign(removed: removal.paths)
          }
        }
      } catch {
        log.error("old events cannot be removed", metadata: ["why": "\(error.explanation)"])
      }
    }
  }

  /// Signs that files were removed by the station's own rules; otherwise they would be missing.
  private func sign(removed paths: [String]) throws(EvidenceError) {
    // A manifest has a most size.
    for start in stride(from: 0, to: paths.count, by: 1000) {
      try chain?.append(removed: Array(paths[start..<min(paths.count, start + 1000)]))
    }
  }

  /// Does what waits for the disk on a thread of its own.
  func blocking<Value: Sendable>(_ work: @escaping @Sendable () -> Value) async -> Value {
    await withCheckedContinuation { continuation in
      OwnThread.start("vigil evidence") { continuation.resume(returning: work()) }
    }
  }
}
