public import Foundation
import VigilHashing

extension EvidenceVerifier {
  /// Prepares to verify a place as `vigil verify` does.
  ///
  /// Without keys, a station's own folder is verified by the `station.pem` in it, which the report says: that shows what
  /// was damaged or changed without the private key, and no more. A case is never verified by the key that it brings.
  ///
  /// - Parameters:
  ///   - place: What `verify` will be asked for.
  ///   - keyFiles: Files of public keys that are trusted.
  ///   - anchors: Digests that were noted, as texts such as `12:0f3a…`.
  /// - Throws: `cannotRead`, `damagedKey`, `badManifest` for an anchor that is none.
  public init(for place: URL, keyFiles: [URL], anchors: [String] = []) throws(EvidenceError) {
    var keys: [Ed25519.PublicKey] = []
    for file in keyFiles { keys.append(try Ed25519.PublicKey(file: file)) }
    var noted: [Anchor] = []
    for text in anchors {
      guard let anchor = Anchor(text) else {
        throw EvidenceError(
          .badManifest,
          "\(EvidenceName.shown(text)) is no anchor; give the number of a manifest, a colon and its digest of 64 "
            + "hexadecimal digits, as an earlier verification printed them")
      }
      noted.append(anchor)
    }
    var notes: [String] = []
    if keys.isEmpty, let file = Self.ownKey(of: place) {
      let key = try Ed25519.PublicKey(file: file)
      keys.append(key)
      notes.append(
        "no --key was given: verified by the key that lies there, \(key.stationID). Compare it with what the station's owner noted"
      )
    }
    self.init(keys: keys, anchors: noted, notes: notes)
  }

  /// The public key of a station's folder, or of that of a manifest; nil for a case.
  private static func ownKey(of place: URL) -> URL? {
    let place = place.absoluteURL.standardizedFileURL
    let folder =
      place.pathExtension == "json" ? place.deletingLastPathComponent().deletingLastPathComponent() : place
    let files = FolderFiles(root: folder)
    guard files.has(StationKey.publicName), !files.has(CaseManifest.name) else { return nil }
    return folder.appending(path: StationKey.publicName)
  }
}
