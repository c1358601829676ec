/// Signatures by Ed25519 (RFC 8032), computed by the system's libcrypto.
///
///     let key = Ed25519.PrivateKey()
///     let signature = key.signature(of: message)
///     key.publicKey.isSignature(signature, of: message)  // true
///
/// Keys are read and written as PEM in the forms of RFC 8410, which `openssl pkey` reads and writes too.
public enum Ed25519 {
  /// The bytes of a signature.
  public static let signatureCount = 64
  /// The bytes of a key, public or private.
  public static let keyCount = 32
}
