public import Foundation
public import VigilHashing

/// The identity of a station: the Ed25519 key with which it signs what it saw.
///
/// It is made at the first start and lies in two files of the station's folder: `station.key`, which only the station's
/// user can read (PKCS#8, so that `openssl pkey` reads it), and `station.pem`, its public half, to be handed out. Nothing
/// that this type says, mirrors or encodes holds the private half.
public struct StationKey: Sendable {
  /// The private half's file.
  public static let secretName = "station.key"
  /// The public half's file.
  public static let publicName = "station.pem"

  private let key: Ed25519.PrivateKey

  /// The public half: 32 bytes, its text and its fingerprint.
  public var publicKey: Ed25519.PublicKey { key.publicKey }
  /// How people tell stations apart, such as `3f2a-9c01-77de-b410`; see `Ed25519.PublicKey.stationID`.
  public var id: String { publicKey.stationID }

  /// Reads the key of a folder, or makes one where there is none yet. The folder must exist.
  ///
  /// Making it leaves either a whole key on the disk or none, whatever ends the program meanwhile; of two programs that start
  /// at once both get the same.
  ///
  /// - Throws: `openKey`, `damagedKey`, `missingKey` (only `station.pem` is there), `cannotRead`, `cannotWrite`.
  public init(folder: URL) throws(EvidenceError) {
    let secret = folder.appending(path: Self.secretName)
    let open = folder.appending(path: Self.publicName)
    if let key = try Self.read(secret) {
      self.key = key
    } else {
      guard !FileManager.default.fileExists(atPath: open.path) else {
        throw EvidenceError(
          .missingKey,
          "\(secret.path) is gone, the private key of \(open.path); put it back from a backup, or rename "
            + "\(Self.publicName) to start with a new key, and keep it to verify what is older")
      }
      let made = Ed25519.PrivateKey()
      if try NewFile.create(secret, Array(made.secretPEM().utf8), mode: 0o600) {
        key = made
      } else if let key = try Self.read(secret) {
        self.key = key
      } else {
        throw EvidenceError(.cannotRead, "\(secret.path) came and went; is another program at work there?")
      }
    }
    if !FileManager.default.fileExists(atPath: open.path) {
      _ = try NewFile.create(open, Array(publicKey.pem.utf8))
    }
    guard try Ed25519.PublicKey(file: open) == publicKey else {
      throw EvidenceError(
        .damagedKey,
        "\(open.path) is not the public half of \(secret.path); remove it, and it is written again")
    }
  }

  /// Uses a key that is kept elsewhere.
  public init(_ key: Ed25519.PrivateKey) { self.key = key }

  /// Signs bytes: 64 bytes, the same each time.
  public func signature(of message: [UInt8]) -> [UInt8] { key.signature(of: message) }

  private static func read(_ file: URL) throws(EvidenceError) -> Ed25519.PrivateKey? {
    guard let text = try KeyFile.read(file, isSecret: true) else { return nil }
    guard let key = Ed25519.PrivateKey(pem: text) else {
      throw EvidenceError(
        .damagedKey,
        "\(file.path) is not an Ed25519 private key; put it back from a backup, or rename it and "
          + "\(publicName) to start with a new one")
    }
    return key
  }
}

extension StationKey: CustomStringConvertible, CustomReflectable {
  /// The station's id.
  public var description: String { "station \(id)" }
  /// Nothing to look into.
  public var customMirror: Mirror { Mirror(self, children: []) }
}
