import VigilHashing

/// A manifest as it lies on the disk: its bytes and its signature.
public struct SealedManifest: Hashable, Sendable {
  /// The folder of manifests below the station's folder.
  public static let folder = "manifests"

  /// What the bytes say.
  public let manifest: EvidenceManifest
  /// The canonical bytes, which are signed.
  public let bytes: [UInt8]
  /// 64 bytes of Ed25519 over `bytes`.
  public let signature: [UInt8]

  /// The digest to which the next manifest refers, in hexadecimal digits.
  public var sha256: String { SHA256.hexadecimal(of: bytes) }
  /// Where its bytes are below the station's folder: `manifests/00000012.json`.
  public var name: String { Self.name(manifest.sequence) }
  /// Where its signature is: `manifests/00000012.sig`.
  public var signatureName: String { Self.signatureName(manifest.sequence) }

  /// The name of a manifest.
  public static func name(_ sequence: Int) -> String { "\(folder)/\(digits(sequence)).json" }
  /// The name of a signature.
  public static func signatureName(_ sequence: Int) -> String { "\(folder)/\(digits(sequence)).sig" }

  /// The sequence in the name of a manifest; nil for other names.
  static func sequence(of name: String) -> Int? {
    guard name.hasPrefix(folder + "/"), name.hasSuffix(".json"),
      let sequence = Int(name.dropFirst(folder.count + 1).dropLast(5)), sequence > 0,
      Self.name(sequence) == name
    else { return nil }
    return sequence
  }

  private static func digits(_ sequence: Int) -> String {
    let text = String(sequence)
    return String(repeating: "0", count: max(0, 8 - text.count)) + text
  }
}

extension EvidenceManifest {
  /// Signs this manifest as it is; its `key` must be that of the station's key.
  public func seal(_ key: StationKey) -> SealedManifest {
    precondition(self.key == key.publicKey.fingerprint, "a manifest is signed by the key that it names")
    let bytes = canonicalBytes
    return SealedManifest(manifest: self, bytes: bytes, signature: key.signature(of: bytes))
  }
}
