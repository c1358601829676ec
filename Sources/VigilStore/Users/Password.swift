import Foundation
public import VigilHashing

/// What a password has to be.
public enum Password {
  /// The fewest characters.
  public static let shortest = 10
  /// The most bytes of UTF-8.
  public static let longest = 512

  /// The hash to store of a new password. It takes some tenths of a second and 32 MiB.
  ///
  /// - Throws: what `check` throws.
  public static func hash(
    of password: String, _ parameters: PasswordHash.Parameters = .usual
  ) throws(StoreError) -> String {
    try check(password)
    return PasswordHash(of: normal(password), parameters).text
  }

  /// Refuses a password that cannot be one.
  ///
  /// - Throws: `invalid` for one that is too short or too long.
  public static func check(_ password: String) throws(StoreError) {
    let password = normal(password)
    guard password.count >= shortest else {
      throw StoreError(.invalid, "a password has at least \(shortest) characters")
    }
    guard password.utf8.count <= longest, !password.utf8.contains(0) else {
      throw StoreError(.invalid, "a password has at most \(longest) bytes, and no NUL character")
    }
  }

  /// The same letters by the same bytes, however a keyboard composes them.
  public static func normal(_ password: String) -> String { password.precomposedStringWithCanonicalMapping }
}
