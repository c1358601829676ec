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
  /// - Throws: `passwordUnusable` for one that is too short or too long.
  public static func hash(
    of password: String, _ parameters: PasswordHash.Parameters = .usual
  ) throws(WebError) -> String {
    let password = normal(password)
    guard password.count >= shortest else {
      throw WebError(.passwordUnusable, "a password has at least \(shortest) characters")
    }
    guard password.utf8.count <= longest, !password.utf8.contains(0) else {
      throw WebError(.passwordUnusable, "a password has at most \(longest) bytes, and no NUL character")
    }
    return PasswordHash(of: password, parameters).text
  }

  /// The same letters by the same bytes, however a keyboard composes them.
  static func normal(_ password: String) -> String { password.precomposedStringWithCanonicalMapping }
}
