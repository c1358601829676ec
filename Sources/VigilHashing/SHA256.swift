import COpenSSL

/// A SHA-256 in the making (FIPS 180-4): takes bytes piece by piece, and tells the digest of all so far at any time.
///
///     var hash = SHA256()
///     while let piece = try handle.read(upToCount: 1 << 20), !piece.isEmpty { hash.update(piece.bytes) }
///     print(hash.hexadecimal)
///
/// Computed by the system's libcrypto, with the processor's own instructions where it has them. It owns a buffer of C
/// and so cannot be copied.
public struct SHA256: ~Copyable {
  private let context: OpaquePointer

  /// Starts with no bytes.
  public init() {
    context = Self.makeContext()
    guard EVP_DigestInit_ex(context, EVP_sha256(), nil) == 1 else {
      preconditionFailure("libcrypto has no SHA-256; its configuration forbids it")
    }
  }

  deinit { EVP_MD_CTX_free(context) }

  /// Appends bytes.
  public mutating func update(_ bytes: RawSpan) {
    bytes.withUnsafeBytes { bytes in
      guard EVP_DigestUpdate(context, bytes.baseAddress, bytes.count) == 1 else {
        preconditionFailure("libcrypto failed to add \(bytes.count) bytes to a SHA-256")
      }
    }
  }

  /// Appends the UTF-8 of a text.
  public mutating func update(_ text: String) {
    update(Array(text.utf8).span.bytes)
  }

  /// The digest of the bytes so far, as 64 lower-case hexadecimal digits; more may follow.
  public var hexadecimal: String {
    // To finalize a context ends it, so that is done to a copy.
    let copy = Self.makeContext()
    defer { EVP_MD_CTX_free(copy) }
    var digest = [UInt8](repeating: 0, count: 32)
    guard EVP_MD_CTX_copy_ex(copy, context) == 1, EVP_DigestFinal_ex(copy, &digest, nil) == 1 else {
      preconditionFailure("libcrypto failed to finish a SHA-256")
    }
    return digest.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
  }

  /// The digest of a text's UTF-8, as 64 lower-case hexadecimal digits.
  public static func hexadecimal(of text: String) -> String {
    var hash = SHA256()
    hash.update(text)
    return hash.hexadecimal
  }

  private static func makeContext() -> OpaquePointer {
    guard let context = EVP_MD_CTX_new() else { preconditionFailure("no memory for a SHA-256") }
    return context
  }
}
