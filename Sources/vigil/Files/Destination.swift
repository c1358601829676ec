import Foundation
import VigilCore

/// Output paths, tried before the work that fills them.
enum Destination {
  /// Tries to write a file, and leaves everything as it was.
  ///
  /// - Throws: if it cannot be written there.
  static func check(_ file: URL) throws {
    var isFolder: ObjCBool = false
    if FileManager.default.fileExists(atPath: file.path, isDirectory: &isFolder), isFolder.boolValue {
      throw CommandError("cannot write \(file.path): it is a folder; choose another name")
    }
    var missing: [URL] = []
    var folder = file.absoluteURL.standardizedFileURL.deletingLastPathComponent()
    while folder.path != "/", !FileManager.default.fileExists(atPath: folder.path) {
      missing.append(folder)
      folder.deleteLastPathComponent()
    }
    // The folders that the attempt creates, the innermost first.
    defer { for folder in missing { rmdir(folder.path) } }
    _ = try AtomicFile(file)
  }
}
