import Foundation
import VigilHashing

/// A case as it is gathered.
struct CaseDraft {
  let folder: URL
  /// The manifests of the chosen events, in the order of the chain.
  private(set) var chosen: [EvidenceManifest] = []
  private(set) var first = 0
  private(set) var last = 0
  private(set) var members: [ZipMember] = []
  private(set) var items: [CaseManifest.Item] = []
  private(set) var made: [String: [UInt8]] = [:]
  private(set) var removed: [String] = []
  private(set) var notes: [String] = []
  private(set) var fileCount = 0
  private(set) var tracks: [String: ScoreTrack] = [:]
  private let source: FolderFiles

  /// Finds the manifests of events.
  init(folder: URL, events: Set<UUID>) throws(EvidenceError) {
    self.folder = folder
    source = FolderFiles(root: folder)
    for sequence in try source.names(below: SealedManifest.folder).compactMap(SealedManifest.sequence)
      .sorted()
    {
      // A damaged one matters only if it lies between the chosen ones.
      guard let sealed = try? EvidenceChain.read(sequence, in: source), let event = sealed.manifest.event,
        events.contains(event.id)
      else { continue }
      chosen.append(sealed.manifest)
    }
    guard let first = chosen.first?.sequence, let last = chosen.last?.sequence else {
      throw EvidenceError(
        .nothingFound,
        "there is no manifest of these events yet; an event has one when it has ended and its clip is finished"
      )
    }
    let found = Set(chosen.compactMap { $0.event?.id })
    let missing = events.subtracting(found).map(\.uuidString).sorted()
    guard missing.isEmpty else {
      throw EvidenceError(
        .nothingFound, "there is no manifest of \(missing.prefix(5).joined(separator: ", "))")
    }
    (self.first, self.last) = (first, last)
    for sequence in first...last {
      let sealed = try EvidenceChain.read(sequence, in: source)
      add(sealed.name, sealed.bytes)
      add(sealed.signatureName, sealed.signature)
    }
  }

  /// Adds the files of the chosen events.
  mutating func addFiles() throws(EvidenceError) {
    var known: Set<String> = []
    for file in chosen.flatMap(\.files) where known.insert(file.name).inserted {
      guard EvidenceName.fault(of: file.name) == nil, !isReserved(file.name) else {
        throw EvidenceError(
          .refusedName, "a manifest names \(EvidenceName.shown(file.name)), which no case can hold")
      }
      guard source.has(file.name) else {
        removed.append(file.name)
        notes.append("\(EvidenceName.printable(file.name)) is gone, and is not in the case")
        continue
      }
      let digest: FileDigest
      do throws(EvidenceError) {
        digest = try source.digest(file.name)
      } catch {
        throw EvidenceError(error.code, "\(EvidenceName.shown(file.name)) \(error.message)")
      }
      if digest.bytes != file.bytes || digest.sha256 != file.sha256 {
        notes.append(
          "\(EvidenceName.printable(file.name)) is not as it was signed; the case will not be verified")
      }
      add(file.name, digest)
      fileCount += 1
      if file.kind == "track", let json = try? source.contents(file.name, atMost: 16 << 20),
        let track = ScoreTrack(json: json)
      {
        tracks[file.name] = track
      }
    }
  }

  /// Adds a member whose contents are at hand.
  mutating func add(_ name: String, _ contents: [UInt8]) {
    var digest = FileDigest.Computation()
    digest.update(contents)
    made[name] = contents
    add(name, digest.result)
  }

  private mutating func add(_ name: String, _ digest: FileDigest) {
    members.append(ZipMember(name: name, bytes: UInt64(digest.bytes), crc32: digest.crc32))
    items.append(CaseManifest.Item(name: name, bytes: digest.bytes, sha256: digest.sha256))
  }

  /// Whether a name is one of the case's own.
  private func isReserved(_ name: String) -> Bool {
    name.hasPrefix(SealedManifest.folder + "/")
      || [
        "index.html", "VERIFY.txt", "SHA256SUMS", StationKey.publicName, StationKey.secretName,
        CaseManifest.name,
        CaseManifest.signatureName,
      ].contains(name)
  }
}
