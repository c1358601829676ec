import Crypto
import Foundation

/// Hashes of whole files.
enum FileHash {
  /// SHA-256 as 64 lower-case hexadecimal digits, reading a megabyte at a time.
  ///
  /// - Throws: `cannotRead`, also for anything but a regular file.
  static func sha256(of url: URL) throws(NetworksError) -> String {
    var hash = SHA256()
    do {
      let resolved = url.resolvingSymlinksInPath()
      guard try resolved.resourceValues(forKeys: [.isRegularFileKey]).isRegularFile == true else {
        throw NetworksError(.cannotRead, "\(url.path) is not a regular file")
      }
      let handle = try FileHandle(forReadingFrom: resolved)
      defer { try? handle.close() }
      while let part = try handle.read(upToCount: 1 << 20), !part.isEmpty { hash.update(data: part) }
    } catch let error as NetworksError {
      throw error
    } catch {
      throw NetworksError(.cannotRead, "cannot read \(url.path): \(error.localizedDescription)")
    }
    return hash.finalize().hexadecimal
  }
}
