import COpenSSL
import Foundation

/// A password as it is stored: its scrypt (RFC 7914) with a salt of its own, from which it cannot be told but by trying.
///
///     let stored = PasswordHash(of: password).text
///     PasswordHash(stored)?.isHash(of: attempt)
///
/// With the usual parameters one computation takes 32 MiB and some tenths of a second, also for somebody who tries: do one
/// at a time, on a thread that may block.
public struct PasswordHash: Hashable, Sendable {
  /// What a computation costs.
  public struct Parameters: Hashable, Sendable {
    /// The binary logarithm of scrypt's N; memory is 128 · r · N bytes.
    public var logN: Int
    /// The size of blocks.
    public var r: Int
    /// How many times it is done, one after the other.
    public var p: Int

    /// What new passwords are stored with: 32 MiB.
    public static let usual = Parameters(logN: 15, r: 8, p: 3)

    /// Makes parameters.
    public init(logN: Int, r: Int, p: Int) {
      self.logN = logN
      self.r = r
      self.p = p
    }

    /// Whether a file may ask for them: at most 64 MiB and eight times the usual work.
    var areBounded: Bool {
      (1...20).contains(logN) && (1...32).contains(r) && (1...16).contains(p) && r << logN <= 1 << 19
        && p * r << logN <= 1 << 23
    }
  }

  /// With what it was computed.
  public let parameters: Parameters
  private let salt: [UInt8]
  private let hash: [UInt8]

  private static let (saltCount, hashCount) = (16, 32)

  /// Computes the hash of a new password, with a salt of the system's random numbers.
  ///
  /// - Precondition: the parameters cost at most 64 MiB and eight times the usual work.
  public init(of password: String, _ parameters: Parameters = .usual) {
    precondition(parameters.areBounded, "scrypt with logN \(parameters.logN) costs too much")
    var salt = [UInt8](repeating: 0, count: Self.saltCount)
    guard RAND_bytes(&salt, Int32(salt.count)) == 1,
      let hash = Self.scrypt(password, salt, parameters, count: Self.hashCount)
    else { preconditionFailure("libcrypto has no random numbers, no scrypt or no memory for it") }
    (self.parameters, self.salt, self.hash) = (parameters, salt, hash)
  }

  /// Reads what `text` wrote; nil for anything else, and for parameters that would cost too much.
  public init?(_ text: String) {
    let parts = text.split(separator: "$", omittingEmptySubsequences: false)
    guard text.utf8.count < 200, parts.count == 5, parts[0].isEmpty, parts[1] == "scrypt",
      let found = parts[2].wholeMatch(of: /ln=([0-9]{1,2}),r=([0-9]{1,2}),p=([0-9]{1,2})/),
      let logN = Int(found.1), let r = Int(found.2), let p = Int(found.3),
      let salt = Data(base64Encoded: String(parts[3])), let hash = Data(base64Encoded: String(parts[4])),
      salt.count == Self.saltCount, hash.count == Self.hashCount
    else { return nil }
    let parameters = Parameters(logN: logN, r: r, p: p)
    guard parameters.areBounded else { return nil }
    (self.parameters, self.salt, self.hash) = (parameters, Array(salt), Array(hash))
  }

  /// What to store: `$scrypt$ln=15,r=8,p=3$SALT$HASH`, both in Base64.
  public var text: String {
    "$scrypt$ln=\(parameters.logN),r=\(parameters.r),p=\(parameters.p)$\(Data(salt).base64EncodedString())"
      + "$\(Data(hash).base64EncodedString())"
  }

  /// Whether it is the hash of this password, compared in a time that tells nothing.
  public func isHash(of password: String) -> Bool {
    guard let other = Self.scrypt(password, salt, parameters, count: hash.count) else { return false }
    return CRYPTO_memcmp(hash, other, hash.count) == 0
  }

  /// scrypt as hexadecimal digits, for the examples of its standard.
  package static func scryptDigits(_ password: String, salt: String, _ parameters: Parameters, count: Int)
    -> String?
  {
    scrypt(password, Array(salt.utf8), parameters, count: count)?
      .map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
  }

  /// scrypt itself.
  ///
  /// - Returns: nil if there is no memory for it, or the parameters are out of range.
  static func scrypt(_ password: String, _ salt: [UInt8], _ parameters: Parameters, count: Int) -> [UInt8]? {
    var bytes = Array(password.utf8)
    defer { OPENSSL_cleanse(&bytes, bytes.count) }
    var output = [UInt8](repeating: 0, count: count)
    // A little more than 128 · r · (N + p): libcrypto refuses to take more memory than it is told.
    let memory = UInt64(128 * parameters.r) * ((1 << UInt64(parameters.logN)) + UInt64(parameters.p) + 2)
    let isDone = bytes.withUnsafeBytes { bytes in
      EVP_PBE_scrypt(
        bytes.baseAddress?.assumingMemoryBound(to: CChar.self), bytes.count, salt, salt.count,
        UInt64(1) << UInt64(parameters.logN), UInt64(parameters.r), UInt64(parameters.p), memory, &output,
        count)
    }
    return isDone == 1 ? output : nil
  }
}

extension PasswordHash: CustomStringConvertible, CustomReflectable {
  /// Only the parameters: whoever has a hash can try passwords.
  public var description: String {
    "scrypt with ln=\(parameters.logN), r=\(parameters.r), p=\(parameters.p)"
  }
  /// Nothing to look into.
  public var customMirror: Mirror { Mirror(self, children: []) }
}
