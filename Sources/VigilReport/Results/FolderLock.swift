import Foundation

/// Keeps other runs out of a folder while it lives, and leaves nothing behind however the run ends.
struct FolderLock: ~Copyable {
  /// Whether the folder was made for this run.
  let isNew: Bool
  private let descriptor: Int32

  /// Makes the folder, with those above it, and locks it.
  init(_ folder: URL) throws(ReportError) {
    isNew = !FileManager.default.fileExists(atPath: folder.path)
    // What cannot be made is explained by opening it.
    try? FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    descriptor = open(folder.path, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
    guard descriptor >= 0 else {
      throw ReportError(
        .cannotWrite,
        "cannot use \(folder.path) as a folder: \(String(cString: strerror(errno))); give another one")
    }
    // Some network file systems have no locks; a run there is not refused for that.
    if flock(descriptor, LOCK_EX | LOCK_NB) != 0, errno == EWOULDBLOCK {
      close(descriptor)
      throw ReportError(
        .folderInUse, "another run is writing into \(folder.path); give another folder or wait for its end")
    }
  }

  deinit { close(descriptor) }
}
