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
  let archive: Archive
  let log: Logger
  /// Events that could not be signed when they ended, such as on a full disk.
  let unsigned = Mutex<[UnsignedEvent]>([])
  /// Held while something is signed; the removals that are signed and still in the database.
  let signing = Mutex<[String]>([])
  let notice: EvidenceNotice
  /// Why nothing can be signed.
  private let refusal: String?
  /// How many removals were told as given up.
  private let toldLosses = Mutex(0)

  /// Wraps the chain of a station's folder.
  ///
  /// - Parameters:
  ///   - chain: The chain, or why it cannot be gone on with.
  ///   - show: Is told the picture with the highest score of an event so far; it must not wait.
  init(
    store: StationStore, archive: Archive, folder: RecordingFolder,
    chain: Result<EvidenceChain, EvidenceError>, clocks: Clocks, verdicts: Verdicts,
    show: @escaping @Sendable (Data, StoredEvent) -> Void, log: Logger
  ) {
    (self.store, self.archive, self.folder) = (store, archive, folder)
    switch chain {
    case .success(let chain): (self.chain, refusal) = (chain, nil)
    case .failure(let error): (self.chain, refusal) = (nil, error.message)
    }
    notice = EvidenceNotice(archive: archive, clocks: clocks)
    (self.show, self.verdicts) = (show, verdicts)
    (self.clocks, self.log) = (clocks, log)
  }

  /// Finishes what an earlier run left: files, and the manifests of events that have none.
  func recover() async {
    if let refusal {
      let message = "events are not signed; detection goes on"
      log.error("\(message)", metadata: ["why": "\(refusal)"])
      notice.begin(.chain, "\(message): \(refusal)")
    }
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
        tell(.events, "events of the last run could not be signed", error)
      }
      tryToSignRemovals()
    }
  }

  /// Records again once that is possible, also where no event and no segment begins.
  func retry() async { await blocking { [folder] in folder.retry() } }

  /// Signs what still can be signed before the program ends.
  func close() async {
    await blocking { [self] in
      folder.retry()
      signWaiting()
      tryToSignRemovals()
    }
  }

  /// Signs what could not be signed before, removes recordings that are older or more than the file allows, and signs that
  /// it did.
  func tend(_ file: StationFile) async {
    let retention = Retention(folder, file)
    await blocking { [self] in
      signWaiting()
      do {
        let report = try retention.prune(at: clocks.date())
        notice.end(.recordings)
        if report.segments + report.eventFiles > 0 {
          log.info(
            "old recordings were removed",
            metadata: ["segments": "\(report.segments)", "files of events": "\(report.eventFiles)"])
        }
      } catch {
        tell(.recordings, "old recordings cannot be removed", error)
      }
      tryToSignRemovals()
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
          }
        }
        notice.end(.history)
      } catch {
        tell(.history, "old events cannot be removed", error)
      }
      tryToSignRemovals()
    }
  }

  /// Signs removals, also those of an earlier run; what fails is told, and tried again each minute.
  private func tryToSignRemovals() {
    do {
      try signRemovals()
      if chain != nil { notice.end(.removals) }
    } catch {
      tell(.removals, "that old files were removed is not signed yet", error)
    }
    let lost = store.lostRemovals
    let isNew = toldLosses.withLock { told in
      defer { told = lost }
      return lost > told
    }
    if isNew {
      log.error(
        "too many removed files wait to be signed; vigil verify will call some missing",
        metadata: ["given up": "\(lost)"])
    }
  }

  /// Tells what fails, once until it works again: in the log and as a notice.
  func tell(_ cause: EvidenceNotice.Cause, _ message: String, _ error: any Error) {
    guard notice.begin(cause, "\(message): \(error.explanation)") else { return }
    log.error("\(message)", metadata: ["why": "\(error.explanation)"])
  }

  /// Does what waits for the disk on a thread of its own.
  func blocking<Value: Sendable>(_ work: @escaping @Sendable () -> Value) async -> Value {
    await withCheckedContinuation { continuation in
      OwnThread.start("vigil evidence") { continuation.resume(returning: work()) }
    }
  }
}
