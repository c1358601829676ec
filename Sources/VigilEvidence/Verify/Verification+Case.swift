import Foundation

extension Verification {
  /// Checks a case: what its own signed list says is in it, the chain over its events, and nothing else.
  mutating func checkCase(names: [String]) {
    guard let list = readCase() else { return }
    let listed = Set(list.files.map(\.name))
    let own: Set = [CaseManifest.name, CaseManifest.signatureName]
    for name in names.sorted() where !listed.contains(name) && !own.contains(name) {
      find(.extraFile, name, "is not in the list of this case")
    }
    let manifests = readChain(manifestSequences(names, strict: false), from: list.first, to: list.last)
    var signed: Set<String> = []
    let chosen = Set(list.events)
    for manifest in manifests {
      guard let event = manifest.event, chosen.contains(event.id) else { continue }
      // What was gone when the case was made is not in its list.
      var removed: [String: Int] = [:]
      for name in manifest.files.map(\.name) where !listed.contains(name) && list.removed.contains(name) {
        removed[name] = Int.max
      }
      checkCaseFiles(of: manifest, gone: Set(removed.keys))
      signed.formUnion(manifest.files.map(\.name))
    }
    let found = Set(manifests.compactMap { $0.event?.id })
    for event in list.events where !found.contains(event) {
      find(
        .missingLink, CaseManifest.name,
        "lists the event \(event.uuidString), of which there is no good manifest")
    }
    // Files of events are hashed once, by their manifests; the others by the list.
    for file in list.files where !signed.contains(file.name) {
      if isFile(file.name, file.bytes, file.sha256) { report.files += 1 }
    }
    checkAnchors(required: false)
  }

  private mutating func checkCaseFiles(of manifest: EvidenceManifest, gone: Set<String>) {
    for name in gone.sorted() {
      report.notes.append("\(EvidenceName.printable(name)): was not there any more when this case was made")
    }
    var present = manifest
    present.files.removeAll { gone.contains($0.name) }
    checkFiles(of: present, removed: [:])
  }

  private mutating func readCase() -> CaseManifest? {
    do throws(EvidenceError) {
      let bytes = try files.contents(CaseManifest.name, atMost: CaseManifest.mostBytes)
      let list = try CaseManifest(canonicalBytes: bytes)
      guard isSigned(bytes, CaseManifest.name, signature: CaseManifest.signatureName, by: list.key) else {
        return nil
      }
      if let archive = files as? ZipFiles, archive.time != list.zipTime {
        find(.unreadable, CaseManifest.name, "was made at another time than the archive says")
      }
      return list
    } catch {
      find(.unreadable, CaseManifest.name, error.message)
      return nil
    }
  }
}
