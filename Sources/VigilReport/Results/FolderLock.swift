import Foundation
import VigilCore

/// Keeps other runs out of a folder while it lives, and leaves nothing behind however the run ends.
struct FolderLock: ~Copyable {
  /// Whether the folder was made for this run.
  let isNew: Bool
  private let descriptor: Int32

  /// Creates the folder, with missing parents, and locks it.
  init(_ folder: URL) throws(ReportError) {
    isNew = !FileManager.default.fileExists(atPath: folder.path)
    var obstacle: (reason: String, code: Int32?)?
    do {
      try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    } catch {
      let link = try? FileManager.default.destinationOfSymbolicLink(atPath: folder.path)
      obstacle = (
        link.map { "it is a link to \($0), which is not there" } ?? AtomicFile.reason(error),
        AtomicFile.systemCode(error)
      )
    }
    descriptor = open(folder.path, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
    guard descriptor >= 0 else {
      // That a folder is not there is no reason why it cannot be made.
      let system = errno
      let own = (reason: String(cString: strerror(system)), code: system as Int32?)
      let (reason, code) = own.code == ENOENT ? obstacle ?? own : own
      throw ReportError.writing(
        code, "cannot use \(folder.path) as a folder: \(reason); choose another one")
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
