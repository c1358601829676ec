import Foundation
import VigilCore
import VigilHashing

/// The bytes of a download that is not whole yet: `NAME.partial` beside its destination, with a record beside that.
///
/// Its methods run on a thread of its own, as do the requests that fill it. What is not recorded as safely written is
/// not trusted later.
actor PartialFile {
  let source: URL
  let destination: URL
  private let place: URL
  private let recordPlace: URL
  private let checkpointBytes: Int

  /// How many bytes are there.
  private(set) var bytes = 0
  /// How many of them an earlier run left.
  private(set) var resumedFrom = 0
  private var record: PartialRecord
  private var file: OpenFile?
  private var hash = SHA256()

  private let executor = BlockingExecutor(label: "vigil.download")
  nonisolated var unownedExecutor: UnownedSerialExecutor { executor.asUnownedSerialExecutor() }

  init(source: URL, destination: URL, checkpointBytes: Int) {
    self.source = source
    self.destination = destination
    self.checkpointBytes = checkpointBytes
    let folder = destination.deletingLastPathComponent()
    place = folder.appending(path: destination.lastPathComponent + ".partial")
    recordPlace = folder.appending(path: destination.lastPathComponent + ".partial.json")
    record = PartialRecord(source: source)
  }

  /// What to ask a server for.
  var rest: ResponseKind.Rest { .init(version: record.version, offset: bytes, total: record.total) }
  /// How far the download has come.
  var progress: DownloadProgress { .init(bytes: bytes, total: record.total) }

  /// Opens the file, keeping of an earlier run what can be shown to be right.
  func open() throws(DownloadError) {
    let file = try OpenFile.open(place, for: destination)
    self.file = file
    guard let record = PartialRecord.read(recordPlace, source: source), try file.size() >= record.bytes
    else { return try restart(FileVersion(), total: nil) }
    hash = try file.hashStart(record.bytes)
    guard hash.hexadecimal == record.sha256 else {
      return try restart(FileVersion(), total: nil)
    }
    try file.truncate(to: record.bytes)
    self.record = record
    bytes = record.bytes
    resumedFrom = record.bytes
  }

  /// Throws away what is there and begins a version of the file.
  func restart(_ version: FileVersion, total: Int?) throws(DownloadError) {
    try opened.truncate(to: 0)
    try? FileManager.default.removeItem(at: recordPlace)
    hash = SHA256()
    bytes = 0
    resumedFrom = 0
    record = PartialRecord(source: source)
    record.version = version
    record.total = total
    try requireSpace()
  }

  /// Notes what the server said that sends the rest of the file.
  func resume(_ version: FileVersion, total: Int?) throws(DownloadError) {
    record.version.etag = record.version.etag ?? version.etag
    record.version.lastModified = record.version.lastModified ?? version.lastModified
    record.total = record.total ?? total
    try requireSpace()
  }

  /// Appends bytes.
  func append(_ chunk: RawSpan) throws(DownloadError) {
    try opened.write(chunk, at: bytes)
    hash.update(chunk)
    bytes += chunk.byteCount
    if bytes - record.bytes >= checkpointBytes { try checkpoint() }
  }

  /// Makes what is there safe to resume from.
  func checkpoint() throws(DownloadError) {
    guard bytes > record.bytes else { return }
    try opened.synchronize()
    record.bytes = bytes
    record.sha256 = hash.hexadecimal
    try record.write(to: recordPlace)
  }

  /// Checks the whole file and puts it in its place in one step.
  func finish(expecting expected: String?) throws(DownloadError) -> DownloadedFile {
    let found = hash.hexadecimal
    guard expected == nil || found == expected else {
      remove()
      throw DownloadError(
        .checksumMismatch,
        "what \(SourceName.redacted(source.absoluteString)) sent has the SHA-256 \(found), not the expected "
          + "\(expected ?? ""); it was removed; check the address and the checksum")
    }
    try opened.synchronize()
    try opened.moveToDestination()
    file = nil
    try? FileManager.default.removeItem(at: recordPlace)
    return DownloadedFile(url: destination, bytes: bytes, sha256: found, resumedFrom: resumedFrom)
  }

  /// Removes what is there for good.
  func remove() {
    guard file != nil else { return }
    // While it is still locked, so that no one else's file is meant.
    try? FileManager.default.removeItem(at: place)
    try? FileManager.default.removeItem(at: recordPlace)
    file = nil
  }

  /// Leaves the file for a later run, unless nothing in it is worth that.
  func close() {
    guard file != nil else { return }
    // The failure that led here is what a user must hear of; a lost checkpoint costs a later run some bytes.
    try? checkpoint()
    if record.bytes == 0 { remove() }
    file = nil
  }

  private func requireSpace() throws(DownloadError) {
    guard let total = record.total, let free = opened.freeBytes(), free < total - bytes else { return }
    throw DownloadError(
      .diskFull,
      "\(destination.deletingLastPathComponent().path) has room for \(free) bytes, but "
        + "\(total - bytes) more are needed; free some space and run it again")
  }

  private var opened: OpenFile {
    guard let file else { preconditionFailure("a partial file is used before open() or after its end") }
    return file
  }
}
