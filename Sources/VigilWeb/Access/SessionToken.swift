import Foundation
import VigilHashing

/// What a signed-in browser holds: 256 random bits. The station keeps only the digest.
struct SessionToken: Sendable {
  /// 43 letters of URL-safe Base64.
  let text: String

  /// A new one, of the system's random numbers.
  init() {
    var random = SystemRandomNumberGenerator()
    let bytes = (0..<4).flatMap { _ in withUnsafeBytes(of: random.next()) { Array($0) } }
    text = Data(bytes).base64EncodedString().replacing("+", with: "-").replacing("/", with: "_")
      .replacing("=", with: "")
  }

  /// One that a client sent; nil if it cannot be one.
  init?(_ text: some StringProtocol) {
    guard text.utf8.count == 43,
      text.utf8.allSatisfy({
        $0 < 128
          && (Character(UnicodeScalar($0)).isLetter || Character(UnicodeScalar($0)).isNumber || $0 == 45
            || $0 == 95)
      })
    else { return nil }
    self.text = String(text)
  }

  /// By which the station knows it.
  var digest: String { SHA256.hexadecimal(of: text) }
}
