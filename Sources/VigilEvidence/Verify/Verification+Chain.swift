extension Verification {
  /// Checks a station's folder: all manifests from the first, and their files.
  ///
  /// - Parameter names: what lies in the folder of manifests.
  mutating func checkFolder(names: [String]) {
    let sequences = manifestSequences(names, strict: true)
    let manifests = readChain(sequences, from: 1, to: sequences.last)
    var removed: [String: Int] = [:]
    for manifest in manifests { for name in manifest.removed { removed[name] = manifest.sequence } }
    for manifest in manifests { checkFiles(of: manifest, removed: removed) }
    checkAnchors(required: true)
  }

  /// The places in the chain that files are named after, in order.
  ///
  /// - Parameter strict: whether other files are a finding; hidden ones are leftovers of a power cut.
  mutating func manifestSequences(_ names: [String], strict: Bool) -> [Int] {
    let sequences = names.compactMap(SealedManifest.sequence).sorted()
    if strict {
      let signatures = Set(sequences.map(SealedManifest.signatureName))
      // A power cut can come between a signature and its manifest.
      let next = SealedManifest.signatureName((sequences.last ?? 0) + 1)
      for name in names.sorted()
      where SealedManifest.sequence(of: name) == nil && !signatures.contains(name) && name != next
        && !name.hasPrefix(SealedManifest.folder + "/.")
      {
        find(.extraFile, name, "is neither a manifest nor a signature")
      }
    }
    return sequences
  }

  /// Reads manifests that must follow each other without a hole.
  ///
  /// - Parameters:
  ///   - first: The place at which the chain must begin.
  ///   - last: The place at which it must end; nil if there is none.
  /// - Returns: those that are signed and linked.
  mutating func readChain(_ sequences: [Int], from first: Int, to last: Int?) -> [EvidenceManifest] {
    var manifests: [EvidenceManifest] = []
    var next = first
    for sequence in sequences {
      guard sequence >= first, sequence <= last ?? sequence else {
        find(.extraFile, SealedManifest.name(sequence), "is not in the chain of this case")
        continue
      }
      if sequence > next { findMissing(next, sequence - 1) }
      let isLinkKnown = sequence == 1 || (sequence == next && digests[sequence - 1] != nil)
      next = sequence + 1
      guard let manifest = readManifest(sequence) else { continue }
      if isLinkKnown, manifest.previous != digests[sequence - 1] {
        find(
          .wrongLink, SealedManifest.name(sequence),
          sequence == 1
            ? "is the first, and yet names one before it"
            : "names another manifest before it than \(SealedManifest.name(sequence - 1)), which was changed")
        continue
      }
      manifests.append(manifest)
    }
    if let last, next <= last { findMissing(next, last) }
    return manifests
  }

  private mutating func findMissing(_ first: Int, _ last: Int) {
    find(
      .missingLink, SealedManifest.name(first),
      first == last
        ? "is missing in the chain" : "and those up to \(SealedManifest.name(last)) are missing in the chain")
  }
}
