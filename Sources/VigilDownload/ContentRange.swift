/// The value of a `Content-Range` header (RFC 9110, section 14.4).
package struct ContentRange: Hashable, Sendable {
  /// The bytes that follow; nil when the header only says the size, as in an answer with status 416.
  package var range: ClosedRange<Int>?
  /// The size of the whole file, when the server knows it.
  package var total: Int?

  /// Reads `bytes 5-9/10`, `bytes 5-9/*` or `bytes */10`; nil for anything else.
  package init?(_ header: String) {
    let words = header.split(separator: " ")
    guard words.count == 2, words[0].lowercased() == "bytes" else { return nil }
    let parts = words[1].split(separator: "/", omittingEmptySubsequences: false)
    guard parts.count == 2 else { return nil }
    if parts[1] != "*" {
      guard let total = Self.number(parts[1]) else { return nil }
      self.total = total
    }
    if parts[0] == "*" {
      guard total != nil else { return nil }
    } else {
      let ends = parts[0].split(separator: "-", omittingEmptySubsequences: false)
      guard ends.count == 2, let first = Self.number(ends[0]), let last = Self.number(ends[1]),
        first <= last, last < total ?? .max
      else { return nil }
      range = first...last
    }
  }

  /// Digits only: `Int` alone would also take a sign.
  private static func number(_ text: Substring) -> Int? {
    text.allSatisfy { ("0"..."9").contains($0) } ? Int(text) : nil
  }
}
