package import Foundation

/// A small disk in memory, which is gone with the value; only root can make one.
package final class TemporaryDisk: Sendable {
  private let folder: TemporaryFolder

  /// Whether one can be made here.
  package static let isPossible: Bool = {
    guard getuid() == 0, let disk = try? TemporaryDisk(kilobytes: 64) else { return false }
    _ = disk
    return true
  }()

  package init(kilobytes: Int) throws {
    folder = try TemporaryFolder()
    try CommandLineTool.run(
      "mount", ["-t", "tmpfs", "-o", "size=\(kilobytes)k", "vigil-test", folder.url.path])
  }

  deinit { _ = try? CommandLineTool.run("umount", ["-l", folder.url.path]) }

  /// Where it is.
  package var url: URL { folder.url }

  /// Covers it by itself in a way in which it can only be read, and uncovers it: files that are open for writing stay so.
  package func setCovered(_ isCovered: Bool) throws {
    guard isCovered else {
      try CommandLineTool.run("umount", ["-l", folder.url.path])
      return
    }
    for attempt in 1... {
      try CommandLineTool.run("mount", ["--bind", folder.url.path, folder.url.path])
      do {
        return try setReadOnly(true)
      } catch {
        // A file was opened for writing in between.
        try CommandLineTool.run("umount", ["-l", folder.url.path])
        guard attempt < 20 else { throw error }
      }
    }
  }

  /// Makes it one that can only be read, as the system does with a card that fails, or takes that back.
  package func setReadOnly(_ isReadOnly: Bool) throws {
    // Files that are open for writing forbid it, but for the mount itself.
    try CommandLineTool.run("mount", ["-o", "remount,bind,\(isReadOnly ? "ro" : "rw")", folder.url.path])
  }
}
