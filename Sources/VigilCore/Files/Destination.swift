public import Foundation

/// Output paths, tried before the work that fills them.
public enum Destination {
  /// Tries to write a file, and leaves everything as it was.
  ///
  /// - Throws: `cannotWrite` if it cannot be written there.
  public static func check(_ file: URL) throws(CoreError) {
    var isFolder: ObjCBool = false
    if FileManager.default.fileExists(atPath: file.path, isDirectory: &isFolder), isFolder.boolValue {
      throw CoreError(.cannotWrite, "cannot write \(file.path): it is a folder; choose another name")
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

  /// Refuses a place where something is, unless it may be replaced.
  ///
  /// - Throws: `alreadyThere`.
  public static func requireFree(_ place: URL, replace: Bool) throws(CoreError) {
    guard replace || !FileManager.default.fileExists(atPath: place.path) else {
      throw CoreError(
        .alreadyThere, "\(place.path) is already there; add --replace, or choose another name")
    }
  }

  /// Makes a folder and those above it.
  ///
  /// - Throws: `cannotWrite`.
  public static func makeFolder(_ folder: URL) throws(CoreError) {
    do {
      try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    } catch {
      throw CoreError(.cannotWrite, "cannot make the folder \(folder.path): \(error.explanation)")
    }
  }
}
