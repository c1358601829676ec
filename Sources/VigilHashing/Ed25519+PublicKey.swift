import COpenSSL

extension Ed25519 {
  /// The key that checks signatures, and may be known to everybody.
  public struct PublicKey: Hashable, Sendable {
    /// 32 bytes, as RFC 8032 encodes a point.
    public let bytes: [UInt8]

    /// Takes 32 bytes; nil for any other number of them.
    public init?(bytes: [UInt8]) {
      guard bytes.count == Ed25519.keyCount else { return nil }
      self.bytes = bytes
    }

    /// Reads `-----BEGIN PUBLIC KEY-----`; nil for anything but one Ed25519 key.
    public init?(pem: String) {
      guard let der = PEMText.contents(pem, label: "PUBLIC KEY"), der.starts(with: Self.prefix),
        der.count == Self.prefix.count + Ed25519.keyCount
      else { return nil }
      bytes = Array(der.dropFirst(Self.prefix.count))
    }

    /// The key as text, to hand out.
    public var pem: String { PEMText.text(Self.prefix + bytes, label: "PUBLIC KEY") }

    /// The SHA-256 of the 32 bytes, as 64 lower-case hexadecimal digits.
    public var fingerprint: String { SHA256.hexadecimal(of: bytes) }

    /// Whether the private half of this key signed these bytes.
    public func isSignature(_ signature: [UInt8], of message: [UInt8]) -> Bool {
      guard signature.count == Ed25519.signatureCount,
        let key = EVP_PKEY_new_raw_public_key(EVP_PKEY_ED25519, nil, bytes, bytes.count)
      else { return false }
      defer { EVP_PKEY_free(key) }
      guard let context = EVP_MD_CTX_new() else { return false }
      defer { EVP_MD_CTX_free(context) }
      return EVP_DigestVerifyInit(context, nil, nil, nil, key) == 1
        && EVP_DigestVerify(context, signature, signature.count, message, message.count) == 1
    }

    /// A SubjectPublicKeyInfo of Ed25519 up to the key itself (RFC 8410, section 4).
    private static let prefix: [UInt8] = [
      0x30, 0x2A, 0x30, 0x05, 0x06, 0x03, 0x2B, 0x65, 0x70, 0x03, 0x21, 0x00,
    ]
  }
}
