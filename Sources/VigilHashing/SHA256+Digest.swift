extension SHA256 {
  /// The digest of some bytes, as 64 lower-case hexadecimal digits.
  public static func hexadecimal(of bytes: [UInt8]) -> String {
    var hash = SHA256()
    hash.update(bytes.span.bytes)
    return hash.hexadecimal
  }
}
