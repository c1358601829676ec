import Foundation
import Logging
import Synchronization
import VigilCore
import VigilEvidence
import VigilStore

extension EvidenceKeepers {
  /// So many events wait to be signed at most; the next start signs others.
  private static let mostUnsigned = 1000

  /// So many of them wait with their picture at most.
  private static let mostPictures = 100

  /// Signs the events that ended without a manifest, as when the power failed in between.
  ///
  /// A manifest may be there that the database does not know: its link is entered after it was signed, and a backup of the database is
  /// older. Such an event is not signed again.
  func sealUnsealed() throws {
    guard let chain else { return }
    let events = try store.unsignedEvents(limit: Self.mostUnsigned)
    guard !events.isEmpty else { return }
    var signed: Set<UUID> = []
    for sealed in chain.manifests(of: Set(events.map(\.id)), besides: try store.manifestSequences) {
      guard let event = sealed.manifest.event else { continue }
      try store.add(ManifestLink(sealed, of: event.id))
      signed.insert(event.id)
    }
    let others = events.reversed().filter { !signed.contains($0.id) }
    unsigned.withLock { $0 = others.map { UnsignedEvent(event: $0) } + $0 }
    signWaiting()
  }

  /// Signs an event with the files that it has. One that cannot be signed, or has a file that is not whole, is told and tried again each
  /// minute.
  func sign(_ event: UnsignedEvent) {
    do {
      if try seal(event) {
        if chain != nil, unsigned.withLock({ $0.isEmpty }) { notice.end(.events) }
        return
      }
      log.notice("an event waits for its clip to be signed", metadata: Self.metadata(event))
    } catch {
      log.error(
        "an event was not signed; it is tried again each minute",
        metadata: Self.metadata(event).merging(["why": "\(error.explanation)"]) { $1 })
      notice.begin(.events, "events cannot be signed: \(error.explanation)")
    }
    let isPictureLost = unsigned.withLock { events in
      var event = event
      let isFull = events.count { $0.picture != nil } >= Self.mostPictures
      if isFull { event.picture = nil }
      if events.count < Self.mostUnsigned { events.append(event) }
      return isFull
    }
    if isPictureLost, event.picture != nil {
      log.error("too many pictures of events wait; one is given up", metadata: Self.metadata(event))
    }
  }

  /// Tries again to sign what could not be signed.
  func signWaiting() {
    let events = unsigned.withLock { events in
      defer { events = [] }
      return events
    }
    var (left, failures): ([UnsignedEvent], Int) = ([], 0)
    for event in events {
      // Where several fail, all will.
      guard failures < 3 else {
        left.append(event)
        continue
      }
      do { if !(try seal(event)) { left.append(event) } } catch {
        left.append(event)
        failures += 1
        if failures == 1 { tell(.events, "events cannot be signed", error) }
      }
    }
    let signed = events.count - left.count
    unsigned.withLock { $0 = left + $0 }
    if signed > 0 { log.notice("events are signed again", metadata: ["events": "\(signed)"]) }
    if failures == 0, chain != nil { notice.end(.events) }
  }

  private static func metadata(_ event: UnsignedEvent) -> Logger.Metadata {
    ["event": "\(event.event.id.uuidString.prefix(8).lowercased())"]
  }

  /// Seconds after an event for which its files are waited for; it is signed without those that are missing then.
  private static let patience = 86_400.0

  /// Writes what an event lacks, signs it with the files that it has, and enters the manifest.
  ///
  /// - Returns: false while a file of it is not whole, such as a clip that a full disk cut short.
  private func seal(_ unsigned: UnsignedEvent) throws -> Bool {
    let event = unsigned.event
    let isLate = clocks.date() > event.end + Self.patience
    guard try isLate || store.files(FileQuery(event: event.id, isFinished: false, limit: 1)).isEmpty else {
      return false
    }
    do { try attach(unsigned) } catch {
      guard isLate else { throw error }
      log.error(
        "the picture and scores of an event are given up",
        metadata: Self.metadata(unsigned).merging(["why": "\(error.explanation)"]) { $1 })
    }
    guard let chain else { return true }
    // A file that is removed meanwhile is in this manifest, and in one after it that says so.
    try signing.withLock { _ in try seal(unsigned, in: chain) }
    return true
  }

  private func seal(_ unsigned: UnsignedEvent, in chain: EvidenceChain) throws {
    let event = unsigned.event
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
      files: described, model: unsigned.describedModel)
    let link = ManifestLink(sealed, of: event.id)
    archive.post { try $0.add(link) }
  }

  /// So many removed files are named in a manifest, which has a most size.
  private static let removalsInManifest = 1000
  /// So many such manifests are written at a time at most; the next minute writes others.
  private static let mostManifestsOfRemovals = 20

  /// Signs that files were removed by the station's own rules; otherwise they would be missing.
  ///
  /// What was removed is in the database until a manifest names it, whatever comes in between.
  func signRemovals() throws {
    guard let chain else { return }
    try signing.withLock { forgotten in
      for _ in 0..<Self.mostManifestsOfRemovals {
        if !forgotten.isEmpty { try store.forgetRemovals(forgotten) }
        forgotten = try store.unsignedRemovals(limit: Self.removalsInManifest)
        guard !forgotten.isEmpty else { return }
        // What can be in no manifest is in none.
        let names = forgotten.filter { EvidenceName.fault(of: $0) == nil }
        do { if !names.isEmpty { try chain.append(removed: names) } } catch {
          forgotten = []
          throw error
        }
      }
    }
  }
}

extension ManifestLink {
  /// The place of an event's manifest in the chain.
  fileprivate init(_ sealed: SealedManifest, of event: UUID) {
    self.init(sequence: sealed.manifest.sequence, event: event, path: sealed.name, sha256: sealed.sha256)
  }
}
