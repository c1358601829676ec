import Foundation

/// Keeps other runs out of a folder while it lives, and leaves nothing behind however the run ends.
struct FolderLock: ~Copyable {
  /// Whether the folder was made for this run.
  let isNew: Bool
  private let descriptor: Int32

  /// Creates the folder, with missing parents, and locks it.
  init(_ folder: URL) throws(ReportError) {
    isNew = !FileManager.default.fileExists(atPath: folder.path)
    // If creating fails, opening explains why.
    try? FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    descriptor = open(folder.path, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
    guard descriptor >= 0 else {
      throw ReportError(
        .cannotWrite,
        "cannot use \(folder.path) as a folder: \(String(cString: strerror(errno))); choose another one")
    }
    // Some network file systems have no locks; that does not prevent a run there.
    if flock(descriptor, LOCK_EX | LOCK_NB) != 0, errno == EWOULDBLOCK {
      close(descriptor)
      throw ReportError(
        .folderInUse,
        "another run is writing into \(folder.path); choose another folder or wait until it ends")
    }
  }

  /// Puts the names of the files in the folder on the disk.
  func synchronize() { _ = fsync(descriptor) }

  deinit { close(descriptor) }
}
