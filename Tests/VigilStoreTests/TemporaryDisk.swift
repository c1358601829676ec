import Foundation
import VigilTestSupport

/// A small disk in memory, which is gone with the value; only root can make one.
final class TemporaryDisk: Sendable {
  private let folder: TemporaryFolder

  /// Whether one can be made here.
  static let isPossible: Bool = {
    guard getuid() == 0, let disk = try? TemporaryDisk(kilobytes: 64) else { return false }
    _ = disk
    return true
  }()

  init(kilobytes: Int) throws {
    folder = try TemporaryFolder()
    try CommandLineTool.run(
      "mount", ["-t", "tmpfs", "-o", "size=\(kilobytes)k", "vigil-test", folder.url.path])
  }

  deinit { _ = try? CommandLineTool.run("umount", ["-l", folder.url.path]) }

  var url: URL { folder.url }

  /// Makes it one that can only be read, as the system does with a card that fails, or takes that back.
  func setReadOnly(_ isReadOnly: Bool) throws {
    // Files that are open for writing forbid it, but for the mount itself.
    try CommandLineTool.run("mount", ["-o", "remount,bind,\(isReadOnly ? "ro" : "rw")", folder.url.path])
  }
}
