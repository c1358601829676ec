package import Foundation

/// Whether a file was changed, by its size, place on the disk and time of change.
package struct FileWatch {
  private struct Mark: Hashable {
    var device: UInt64
    var node: UInt64
    var size: Int64
    var seconds: Int
    var nanoseconds: Int
  }

  private let path: String
  private var seen: Mark?
  private var pending: Mark?

  /// Takes the file as it is.
  package init(_ file: URL) {
    path = file.path
    seen = Self.mark(path)
  }

  /// Whether the file is another than at the last report, and the same as when it was looked at before: editors write in steps.
  package mutating func hasChanged() -> Bool {
    // While it is missing, somebody may be replacing it.
    guard let now = Self.mark(path), now != seen else {
      pending = nil
      return false
    }
    guard pending == now else {
      pending = now
      return false
    }
    (seen, pending) = (now, nil)
    return true
  }

  /// Takes the file as it is: it is being read for another reason.
  package mutating func accept() {
    (seen, pending) = (Self.mark(path), nil)
  }

  private static func mark(_ path: String) -> Mark? {
    var information = stat()
    guard stat(path, &information) == 0 else { return nil }
    return Mark(
      device: UInt64(information.st_dev), node: UInt64(information.st_ino), size: Int64(information.st_size),
      seconds: information.st_mtim.tv_sec, nanoseconds: information.st_mtim.tv_nsec)
  }
}
