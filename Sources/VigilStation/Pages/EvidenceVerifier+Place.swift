import Foundation
public import VigilEvidence
import VigilHashing

extension EvidenceVerifier {
  /// Trusts the given keys; on a station, where its private key is, also its own.
  ///
  /// - Parameters:
  ///   - place: What is to be verified.
  ///   - keys: Files of public keys.
  /// - Throws: `EvidenceError` for a file that is no key, or if there is no key to trust.
  public init(of place: String, keys: [String], anchors: [Anchor] = []) throws(EvidenceError) {
    var trusted: [Ed25519.PublicKey] = []
    for key in keys { trusted.append(try Ed25519.PublicKey(file: URL(filePath: key))) }
    let folder = URL(filePath: place)
    if FileManager.default.isReadableFile(atPath: folder.appending(path: StationKey.secretName).path) {
      trusted.append(try StationKey(folder: folder).publicKey)
    }
    guard !trusted.isEmpty else {
      throw EvidenceError(
        .missingKey,
        "give the station's public key, --key station.pem, from a source that you trust: one that lies in the evidence proves nothing"
      )
    }
    self.init(keys: trusted, anchors: anchors)
  }
}
