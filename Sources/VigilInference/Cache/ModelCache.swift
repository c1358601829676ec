public import Foundation
import VigilCore

/// The folder of compiled networks, which makes later starts fast.
///
/// An entry is the engine's compiled network, followed by a trailer with a checksum: a damaged entry
/// is rebuilt, never trusted. Entries appear atomically, and the least recently used go when the cache is too large.
public struct ModelCache: Sendable, Hashable {
  /// The folder of the entries.
  public var folder: URL
  /// The maximum total size of the entries in bytes, not counting the newest.
  public var byteLimit: Int

  /// Makes a cache in a folder, which need not exist.
  public init(folder: URL, byteLimit: Int = 4 << 30) {
    self.folder = folder
    self.byteLimit = byteLimit
  }

  /// The user's cache: `$XDG_CACHE_HOME/vigil`, or `~/.cache/vigil` if that is not set.
  public static var standard: ModelCache { ModelCache(folder: UserFolders().cache.appending(path: "vigil")) }

  /// The path of an entry.
  package func file(_ key: String) -> URL { folder.appending(path: "\(key).blob") }

  /// The entry under a key, if there is one and it is intact.
  package func entry(_ key: String) -> CacheEntry? {
    guard let entry = CacheEntry(file(key), key: key) else { return nil }
    // The time of the last use decides which entry goes first when the cache is too large.
    try? FileManager.default.setAttributes([.modificationDate: Date()], ofItemAtPath: file(key).path)
    return entry
  }

  /// Removes an entry.
  package func remove(_ key: String) { try? FileManager.default.removeItem(at: file(key)) }

  /// Creates a temporary folder, passes it on, and removes it.
  package func withWorkFolder<Result>(
    _ body: (URL) throws(InferenceError) -> Result
  ) throws(InferenceError) -> Result {
    let work = folder.appending(path: UUID().uuidString + Self.unfinished)
    do {
      try FileManager.default.createDirectory(at: work, withIntermediateDirectories: true)
    } catch {
      throw unwritable(error.explanation)
    }
    defer { try? FileManager.default.removeItem(at: work) }
    return try body(work)
  }

  /// Moves a file that the engine wrote into place, with its trailer, and makes room.
  package func store(_ written: URL, key: String) throws(InferenceError) {
    do {
      try CacheEntry.seal(written, key: key)
    } catch {
      throw unwritable(error.explanation)
    }
    guard rename(written.path, file(key).path) == 0 else {
      throw unwritable(String(cString: strerror(errno)))
    }
    makeRoom(keeping: key)
  }

  /// The error for a folder that cannot be used.
  package func unwritable(_ reason: String) -> InferenceError {
    InferenceError(
      .cacheUnwritable,
      "cannot keep compiled networks in \(folder.path): \(reason); check its permissions and the space on its disk, "
        + "or set XDG_CACHE_HOME to another folder")
  }

  private static let unfinished = ".unfinished"

  /// Removes the work folders left behind by programs that were killed.
  package func removeAbandoned() {
    let contents =
      (try? FileManager.default.contentsOfDirectory(
        at: folder, includingPropertiesForKeys: [.contentModificationDateKey])) ?? []
    for left in contents where Self.isWorkFolder(left.lastPathComponent) {
      let changed = try? left.resourceValues(forKeys: [.contentModificationDateKey]).contentModificationDate
      // TensorRT may work on one for hours; after a day nobody does.
      guard let changed, changed < Date(timeIntervalSinceNow: -86_400) else { continue }
      try? FileManager.default.removeItem(at: left)
    }
  }

  /// Whether a name comes from `withWorkFolder`: the folder may be a shared one for temporary files.
  private static func isWorkFolder(_ name: String) -> Bool {
    name.hasSuffix(unfinished) && UUID(uuidString: String(name.dropLast(unfinished.count))) != nil
  }

  /// Removes the least recently used entries beyond the limit, and leftovers of programs that were killed.
  private func makeRoom(keeping key: String) {
    removeAbandoned()
    let keys: Set<URLResourceKey> = [.contentModificationDateKey, .fileSizeKey]
    let contents =
      (try? FileManager.default.contentsOfDirectory(at: folder, includingPropertiesForKeys: Array(keys)))
      ?? []
    let dated = contents.compactMap { file -> (file: URL, size: Int, used: Date)? in
      guard let values = try? file.resourceValues(forKeys: keys), let used = values.contentModificationDate
      else {
        return nil
      }
      return (file, values.fileSize ?? 0, used)
    }
    let newest = file(key).lastPathComponent
    var total = 0
    for entry in dated.sorted(by: { $0.used > $1.used })
    where entry.file.pathExtension == "blob" && entry.file.lastPathComponent != newest {
      total += entry.size
      if total > byteLimit { try? FileManager.default.removeItem(at: entry.file) }
    }
  }
}
