import Foundation
import VigilCore

/// A result that grows over hours or weeks: readable while it grows, moved into place once it is complete.
///
/// Bytes go to `NAME.partial` with one system call per `write`, so that even if the process dies
/// the file ends with a complete row. Unlike an atomic file it is then not removed: a truncated result
/// is worth more than none. The next run sets it aside as `NAME.interrupted`.
struct PartialFile: ~Copyable {
  static let partialSuffix = ".partial"
  static let interruptedSuffix = ".interrupted"

  /// The destination.
  let destination: URL
  private let handle: FileHandle
  /// The bytes written so far, always whole rows.
  private var length: UInt64 = 0

  /// Opens a new partial file beside `destination`, in a folder that exists.
  init(_ destination: URL) throws(ReportError) {
    try Self.setAside(destination)
    let descriptor = open(
      destination.path + Self.partialSuffix, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0o644)
    guard descriptor >= 0 else { throw Self.error(destination) }
    self.destination = destination
    self.handle = FileHandle(fileDescriptor: descriptor, closeOnDealloc: true)
  }

  /// Appends UTF-8 text.
  mutating func write(_ text: String) throws(ReportError) {
    try write(Data(text.utf8))
  }

  /// Appends bytes, all of them or none: a row that does not fit on the disk leaves the rows before it readable, and later
  /// ones can follow once there is room.
  mutating func write(_ bytes: Data) throws(ReportError) {
    do {
      try handle.write(contentsOf: bytes)
      length += UInt64(bytes.count)
    } catch {
      try? handle.truncate(atOffset: length)
      throw ReportError.writing(
        AtomicFile.systemCode(error),
        "cannot write \(destination.path); is the disk full, or was the folder unplugged?")
    }
  }

  /// Puts what was written on the disk, where it survives a power cut.
  func synchronize() throws(ReportError) {
    do {
      try handle.synchronize()
    } catch {
      throw ReportError.writing(
        AtomicFile.systemCode(error),
        "cannot write \(destination.path); is the disk full, or was the folder unplugged?")
    }
  }

  /// Moves the file to its destination, replacing the old one in one step.
  ///
  /// - Parameter forgets: Whether what an earlier run left, and was set aside, is removed.
  consuming func finish(forgets: Bool = true) throws(ReportError) {
    try synchronize()
    guard rename(destination.path + Self.partialSuffix, destination.path) == 0 else {
      throw Self.error(destination)
    }
    if forgets { Self.forget(destination) }
  }

  /// Passes everything written to `body`, a block at a time, and removes the file.
  consuming func drain(_ body: (Data) throws(ReportError) -> Void) throws(ReportError) {
    do {
      try handle.seek(toOffset: 0)
      while let block = try handle.read(upToCount: 1 << 16), !block.isEmpty { try body(block) }
    } catch let error as ReportError {
      throw error
    } catch {
      throw ReportError(
        .cannotWrite, "cannot read back \(destination.path + Self.partialSuffix); is the disk broken?")
    }
    unlink(destination.path + Self.partialSuffix)
  }

  /// Removes the partial file; the destination keeps its content.
  static func discard(_ destination: URL) { unlink(destination.path + partialSuffix) }

  /// Sets aside the partial file of a run that died.
  ///
  /// - Parameter number: which of several runs that died; the first has no number in the name.
  static func setAside(_ destination: URL, number: Int = 1) throws(ReportError) {
    let partial = destination.path + partialSuffix
    guard let size = size(partial) else { return }
    // Nothing is lost with an empty file.
    let result = size > 0 ? rename(partial, destination.path + setAsideSuffix(number)) : unlink(partial)
    guard result == 0 else { throw error(destination) }
  }

  /// The ending of a file that is set aside.
  static func setAsideSuffix(_ number: Int) -> String {
    interruptedSuffix + (number == 1 ? "" : "-\(number)")
  }

  /// Removes the file that was set aside.
  static func forget(_ destination: URL) {
    unlink(destination.path + interruptedSuffix)
  }

  private static func size(_ path: String) -> Int? {
    var status = stat()
    return lstat(path, &status) == 0 ? Int(status.st_size) : nil
  }

  private static func error(_ destination: URL) -> ReportError {
    let code = errno
    let reason = String(cString: strerror(code))
    return ReportError.writing(
      code, "cannot write \(destination.path): \(reason); check the folder and its permissions")
  }
}
