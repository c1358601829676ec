import Foundation

/// Files that are made once, in one step, and never replaced.
enum NewFile {
  /// Makes a file with its contents and mode, on the disk before this returns, unless there is one of that name.
  ///
  /// - Returns: whether it was made.
  static func create(_ file: URL, _ contents: [UInt8], mode: mode_t = 0o644) throws(EvidenceError) -> Bool {
    // What a crash leaves behind is swept as any other hidden partial file.
    let draft = file.deletingLastPathComponent()
      .appending(path: ".\(file.lastPathComponent).\(UUID().uuidString).partial").path
    let descriptor = open(draft, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, mode)
    guard descriptor >= 0 else { throw failure(file) }
    defer { unlink(draft) }
    // The mode of `open` is subject to the mask of the process.
    let isWritten = fchmod(descriptor, mode) == 0 && write(contents, to: descriptor) && fsync(descriptor) == 0
    let error = isWritten ? nil : failure(file)
    close(descriptor)
    if let error { throw error }
    // A link, unlike a rename, never replaces what is there.
    guard link(draft, file.path) == 0 else {
      if errno == EEXIST { return false }
      throw failure(file)
    }
    try synchronize(file.deletingLastPathComponent())
    return true
  }

  /// Puts names that were made in a folder on the disk.
  static func synchronize(_ folder: URL) throws(EvidenceError) {
    let descriptor = open(folder.path, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
    guard descriptor >= 0 else { throw failure(folder) }
    defer { close(descriptor) }
    guard fsync(descriptor) == 0 else { throw failure(folder) }
  }

  /// Writes all bytes; false with `errno` set if the system refuses.
  static func write(_ bytes: [UInt8], to descriptor: Int32) -> Bool {
    bytes.withUnsafeBytes { bytes in
      var done = 0
      while done < bytes.count {
        let count = Foundation.write(descriptor, bytes.baseAddress?.advanced(by: done), bytes.count - done)
        if count < 0, errno == EINTR { continue }
        if count <= 0 { return false }
        done += count
      }
      return true
    }
  }

  private static func failure(_ file: URL) -> EvidenceError {
    EvidenceError(
      .cannotWrite,
      "cannot write \(file.path): \(String(cString: strerror(errno))); check the folder, its permissions and "
        + "the space on its disk")
  }
}
