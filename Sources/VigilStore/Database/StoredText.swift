import Foundation

/// Texts and dates as the database holds them.
enum StoredText {
  /// The longest text, in bytes of UTF-8.
  static let longest = 65_536

  /// Refuses a text that would not come back as it is.
  ///
  /// SQLite's interface ends texts at a NUL.
  static func check(_ text: String, _ what: String, mayBeEmpty: Bool = false) throws(StoreError) {
    guard mayBeEmpty || !text.isEmpty else { throw StoreError(.invalid, "\(what) is empty") }
    guard text.utf8.count <= longest else {
      throw StoreError(.invalid, "\(what) is longer than \(longest) bytes")
    }
    guard !text.utf8.contains(0) else { throw StoreError(.invalid, "\(what) contains a NUL character") }
  }

  /// Refuses a text to search for that could be taken for another one, which ends where it has a NUL.
  static func check(query text: String?) throws(StoreError) {
    if let text { try check(text, "what is searched for", mayBeEmpty: true) }
  }

  /// Refuses a path that could leave the station's folder.
  static func check(path: String) throws(StoreError) {
    try check(path, "the path of a file")
    let parts = path.split(separator: "/", omittingEmptySubsequences: false)
    guard parts.allSatisfy({ !$0.isEmpty && $0 != "." && $0 != ".." }), path.utf8.count <= 4096,
      !path.unicodeScalars.contains(where: { $0.value < 32 || $0.value == 127 })
    else {
      throw StoreError(
        .invalid, "the path of a file must be relative and plain, without . and .. and control characters")
    }
  }

  /// Texts as a JSON array.
  static func list(_ texts: [String]) -> String {
    String(decoding: (try? JSONEncoder().encode(texts)) ?? Data("[]".utf8), as: UTF8.self)
  }

  /// The texts of a JSON array.
  static func texts(_ list: String) throws -> [String] {
    try JSONDecoder().decode([String].self, from: Data(list.utf8))
  }

  /// An identity as the database holds it: readable, in lower case.
  static func id(_ id: UUID) -> String { id.uuidString.lowercased() }

  /// A date as the database holds it.
  static func date(_ date: Date) -> Double { date.timeIntervalSinceReferenceDate }
}
