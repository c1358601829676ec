import Foundation
import VigilCore
import VigilHashing

/// Files of a folder that may come from anyone: reading a device or a pipe in their place would never end.
enum RegularFile {
  /// Opens a file.
  ///
  /// - Throws: `cannotRead`, also for anything but a regular file.
  static func open(_ url: URL) throws(NetworksError) -> FileHandle {
    do {
      let resolved = url.resolvingSymlinksInPath()
      guard try resolved.resourceValues(forKeys: [.isRegularFileKey]).isRegularFile == true else {
        throw NetworksError(.cannotRead, "\(url.path) is not a regular file")
      }
      return try FileHandle(forReadingFrom: resolved)
    } catch {
      throw NetworksError(reading: url, error)
    }
  }

  /// The file's SHA-256 as 64 lower-case hexadecimal digits, reading a megabyte at a time.
  ///
  /// - Throws: `cannotRead`.
  static func sha256(of url: URL) throws(NetworksError) -> String {
    let handle = try open(url)
    defer { try? handle.close() }
    var hash = SHA256()
    do {
      while let part = try handle.read(upToCount: 1 << 20), !part.isEmpty { hash.update(part.bytes) }
    } catch {
      throw NetworksError(reading: url, error)
    }
    return hash.hexadecimal
  }
}

extension NetworksError {
  fileprivate init(reading url: URL, _ error: any Error) {
    self =
      (error as? NetworksError)
      ?? NetworksError(.cannotRead, "cannot read \(url.path): \(error.explanation)")
  }
}
