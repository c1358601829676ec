import COpenSSL

/// HMAC with SHA-256 (RFC 2104): shows that whoever wrote a message has the key.
public enum HMACSHA256 {
  /// The 32 bytes that only a holder of the key can make of a message.
  public static func code(of message: [UInt8], key: [UInt8]) -> [UInt8] {
    var (code, count) = ([UInt8](repeating: 0, count: 32), UInt32(0))
    guard HMAC(EVP_sha256(), key, Int32(key.count), message, message.count, &code, &count) != nil, count == 32
    else { preconditionFailure("libcrypto failed to authenticate \(message.count) bytes by HMAC") }
    return code
  }
}
