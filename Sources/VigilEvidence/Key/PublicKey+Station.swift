public import Foundation
public import VigilHashing

extension Ed25519.PublicKey {
  /// How people tell stations apart: the first 16 hexadecimal digits of the fingerprint in groups of four.
  public var stationID: String {
    let digits = Array(fingerprint.prefix(16))
    return stride(from: 0, to: digits.count, by: 4).map { String(digits[$0..<$0 + 4]) }.joined(separator: "-")
  }

  /// Reads a public key's file, such as `station.pem`.
  ///
  /// - Throws: `cannotRead`, `damagedKey`.
  public init(file: URL) throws(EvidenceError) {
    guard let text = try KeyFile.read(file, isSecret: false) else {
      throw EvidenceError(
        .cannotRead, "there is no \(file.path); give the station's public key, its station.pem")
    }
    guard let key = Self(pem: text) else {
      throw EvidenceError(
        .damagedKey,
        "\(file.path) is not an Ed25519 public key; give the station's station.pem, which begins with "
          + "-----BEGIN PUBLIC KEY-----")
    }
    self = key
  }
}
