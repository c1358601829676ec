public import Foundation

extension EvidenceChain {
  /// The manifests of some events, the oldest first: where the database does not know them, as after a crash or with an older database.
  ///
  /// Reads each manifest but those that are known. What cannot be read is left out; `vigil verify` tells of it.
  ///
  /// - Parameter known: Places in the chain that need not be read.
  public func manifests(of events: Set<UUID>, besides known: Set<Int>) -> [SealedManifest] {
    guard !events.isEmpty else { return [] }
    let files = FolderFiles(root: folder)
    var found: [SealedManifest] = []
    for sequence in 1..<lastSequence + 1 where !known.contains(sequence) {
      guard let sealed = try? Self.read(sequence, in: files), let event = sealed.manifest.event,
        events.contains(event.id)
      else { continue }
      found.append(sealed)
    }
    return found
  }
}
