import COpenSSL

extension Ed25519 {
  /// The key that signs. It has no description of its contents, so that it cannot come into a log.
  public final class PrivateKey: Sendable {
    /// The other half.
    public let publicKey: PublicKey
    // Never changed after it was made; libcrypto counts its references atomically.
    private nonisolated(unsafe) let key: OpaquePointer

    /// Makes a new key of the system's random numbers.
    public convenience init() {
      var seed = [UInt8](repeating: 0, count: Ed25519.keyCount)
      defer { OPENSSL_cleanse(&seed, seed.count) }
      guard RAND_priv_bytes(&seed, Int32(seed.count)) == 1, let key = Self.load(seed) else {
        preconditionFailure(
          "libcrypto cannot make an Ed25519 key; it has no random numbers or forbids the method")
      }
      self.init(loaded: key)
    }

    /// Takes the 32 bytes that RFC 8032 calls the private key; nil for any other number of them.
    public convenience init?(bytes: [UInt8]) {
      guard bytes.count == Ed25519.keyCount, let key = Self.load(bytes) else { return nil }
      self.init(loaded: key)
    }

    /// Reads `-----BEGIN PRIVATE KEY-----` without a password; nil for anything but one Ed25519 key.
    public convenience init?(pem: String) {
      guard var der = PEMText.contents(pem, label: "PRIVATE KEY") else { return nil }
      defer { OPENSSL_cleanse(&der, der.count) }
      guard der.starts(with: Self.prefix), der.count == Self.prefix.count + Ed25519.keyCount else {
        return nil
      }
      self.init(bytes: Array(der.dropFirst(Self.prefix.count)))
    }

    private init(loaded key: OpaquePointer) {
      var bytes = [UInt8](repeating: 0, count: Ed25519.keyCount)
      var count = bytes.count
      guard EVP_PKEY_get_raw_public_key(key, &bytes, &count) == 1, let publicKey = PublicKey(bytes: bytes)
      else {
        preconditionFailure("libcrypto cannot tell the public half of an Ed25519 key")
      }
      self.key = key
      self.publicKey = publicKey
    }

    deinit { EVP_PKEY_free(key) }

    /// The 64 bytes that only this key can make of a message; the same each time.
    public func signature(of message: [UInt8]) -> [UInt8] {
      guard let context = EVP_MD_CTX_new() else { preconditionFailure("no memory for a signature") }
      defer { EVP_MD_CTX_free(context) }
      var signature = [UInt8](repeating: 0, count: Ed25519.signatureCount)
      var count = signature.count
      guard EVP_DigestSignInit(context, nil, nil, nil, key) == 1,
        EVP_DigestSign(context, &signature, &count, message, message.count) == 1, count == signature.count
      else { preconditionFailure("libcrypto failed to sign \(message.count) bytes by Ed25519") }
      return signature
    }

    /// The secret itself as PKCS#8 text without a password, for a file that only its owner can read.
    public func secretPEM() -> String {
      var bytes = [UInt8](repeating: 0, count: Ed25519.keyCount)
      defer { OPENSSL_cleanse(&bytes, bytes.count) }
      var count = bytes.count
      guard EVP_PKEY_get_raw_private_key(key, &bytes, &count) == 1 else {
        preconditionFailure("libcrypto cannot tell an Ed25519 key")
      }
      return PEMText.text(Self.prefix + bytes, label: "PRIVATE KEY")
    }

    private static func load(_ bytes: [UInt8]) -> OpaquePointer? {
      EVP_PKEY_new_raw_private_key(EVP_PKEY_ED25519, nil, bytes, bytes.count)
    }

    /// A PrivateKeyInfo of Ed25519 up to the key itself (RFC 8410, section 7).
    private static let prefix: [UInt8] = [
      0x30, 0x2E, 0x02, 0x01, 0x00, 0x30, 0x05, 0x06, 0x03, 0x2B, 0x65, 0x70, 0x04, 0x22, 0x04, 0x20,
    ]
  }
}

extension Ed25519.PrivateKey: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
  /// The fingerprint of the public half.
  public var description: String { "private key of \(publicKey.fingerprint)" }
  /// The same.
  public var debugDescription: String { description }
  /// Nothing to look into.
  public var customMirror: Mirror { Mirror(self, children: []) }
}
