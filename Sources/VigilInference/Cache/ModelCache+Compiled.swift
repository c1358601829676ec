package import Foundation

extension ModelCache {
  /// Takes over the network under a key, or compiles it, keeps it, and takes over what was kept.
  ///
  /// The stored file is used at once, so that the first start computes with the same bits as all later ones.
  ///
  /// - Parameters:
  ///   - key: A name for everything on which the compiled network depends; it names a file.
  ///   - cache: Where to keep it; nil if it is to be gone with the last use of what `take` gives.
  ///   - compile: Writes the compiled network to the file given, in a folder that it may use for other files.
  ///   - take: Makes a network of an entry; if it refuses one that was kept, the network is compiled again, unless it throws
  ///     `memoryExhausted`: that says nothing of the entry, and compiling needs more.
  package static func compiled<Network>(
    _ key: String, in cache: ModelCache?,
    compile: (URL) throws(InferenceError) -> Void,
    take: (CacheEntry) throws(InferenceError) -> Network
  ) throws(InferenceError) -> Network {
    if let cache { return try cache.compiled(key, compile: compile, take: take) }
    // Without a cache the entry is removed at once, and its contents disappear with the network that has them mapped.
    let temporary = ModelCache(folder: FileManager.default.temporaryDirectory)
    temporary.removeAbandoned()
    return try temporary.withWorkFolder { (work) throws(InferenceError) in
      try ModelCache(folder: work).compiled(key, compile: compile, take: take)
    }
  }

  private func compiled<Network>(
    _ key: String, compile: (URL) throws(InferenceError) -> Void,
    take: (CacheEntry) throws(InferenceError) -> Network
  ) throws(InferenceError) -> Network {
    if let entry = entry(key) {
      // The checksum vouches for the bytes, so a refusal is rare. The entry stays until there is another.
      do throws(InferenceError) { return try take(entry) } catch {
        guard error.code != .memoryExhausted else { throw error }
      }
    }
    try withWorkFolder { (work) throws(InferenceError) in
      let written = work.appending(path: "network.blob")
      try compile(written)
      try store(written, key: key)
    }
    guard let entry = entry(key) else { throw unwritable("the written file cannot be read back") }
    return try take(entry)
  }
}
