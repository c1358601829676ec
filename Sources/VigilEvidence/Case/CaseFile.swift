public import Foundation
import VigilCore
import VigilHashing

/// A case: chosen events of a station in one archive that can be verified elsewhere.
///
/// It has the events' files and manifests, all manifests between the first and the last of them (without files, so that a
/// missing one is told from one that was not chosen), a page with score curves, the public key, instructions, `SHA256SUMS`,
/// and a signed list of all that. Manifests in between name cameras and times of events that were not chosen.
///
/// Making one reads all files once, writing it reads them again; memory does not grow with them.
public struct CaseFile: Sendable {
  /// The size of the archive in bytes.
  public let bytes: Int64
  /// What a user should know, a line each: files that are gone, or not as they were signed.
  public let notes: [String]
  /// How many manifests and files of events are in it.
  public let manifests, files: Int

  let folder: URL
  let layout: ZipLayout
  /// Contents of members that lie in no file.
  let made: [String: [UInt8]]

  /// Gathers a case.
  ///
  /// - Parameters:
  ///   - folder: The station's folder.
  ///   - events: The chosen events; at least one.
  ///   - key: The station's key, which signs the list.
  ///   - date: When the case is made.
  /// - Throws: `nothingFound` for events without a manifest, `badManifest`, `cannotRead`.
  public init(folder: URL, events: Set<UUID>, key: StationKey, date: Date) throws(EvidenceError) {
    var draft = try CaseDraft(folder: folder, events: events)
    try draft.addFiles()
    draft.add("index.html", Array(CasePage(draft, key: key, date: date).html.utf8))
    draft.add(StationKey.publicName, Array(key.publicKey.pem.utf8))
    draft.add("VERIFY.txt", Array(CaseInstructions.text(key: key, date: date, sequence: draft.first).utf8))
    let sums = draft.items.map { "\($0.sha256)  \($0.name)\n" }.joined()
    draft.add("SHA256SUMS", Array(sums.utf8))
    let list = CaseManifest(
      key: key.publicKey.fingerprint, made: date, events: draft.chosen.compactMap { $0.event?.id },
      first: draft.first, last: draft.last, files: draft.items, removed: draft.removed,
      vigil: VigilVersion.current)
    let listBytes = list.canonicalBytes
    guard listBytes.count <= CaseManifest.mostBytes else {
      throw EvidenceError(
        .nothingFound, "a case of \(draft.items.count) files is too large; choose fewer events")
    }
    draft.add(CaseManifest.name, listBytes)
    draft.add(CaseManifest.signatureName, key.signature(of: listBytes))

    self.folder = folder
    layout = ZipLayout(members: draft.members, time: list.zipTime)
    made = draft.made
    bytes = Int64(layout.bytes)
    notes = draft.notes
    manifests = draft.last - draft.first + 1
    files = draft.fileCount
  }

  /// Writes the archive as a file, which is there only when it is whole.
  ///
  /// - Throws: `cannotWrite`, `cannotRead`.
  public func write(to file: URL) throws(EvidenceError) {
    do {
      var output = try AtomicFile(file)
      try write { part in try output.write(part) }
      try output.finish()
    } catch let error as EvidenceError {
      throw error
    } catch {
      throw EvidenceError(.cannotWrite, error.explanation)
    }
  }

  /// Hands out the archive piece by piece, `bytes` in all, such as to a web client.
  ///
  /// - Throws: `cannotRead` if a file was changed meanwhile, and what the body throws.
  public func write(_ body: ([UInt8]) throws -> Void) throws {
    let source = FolderFiles(root: folder)
    for member in layout.members {
      try body(layout.localHeader(member))
      if let contents = made[member.name] {
        try body(contents)
        continue
      }
      var checksum = CRC32()
      var count: UInt64 = 0
      var failure: (any Error)?
      try source.read(member.name) { part in
        guard failure == nil else { return }
        checksum.update(part)
        count += UInt64(part.count)
        do { try body(part) } catch { failure = error }
      }
      if let failure { throw failure }
      guard count == member.bytes, checksum.value == member.crc32 else {
        throw EvidenceError(
          .cannotRead, "\(EvidenceName.shown(member.name)) was changed while the case was written; try again")
      }
    }
    try body(layout.directory)
  }
}
