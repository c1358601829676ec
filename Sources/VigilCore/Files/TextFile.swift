import Foundation

/// Text files that a user names.
public enum TextFile {
  /// The whole text.
  ///
  /// - Throws: `cannotRead` for a file that is not there or may not be read; `notText` for one that is not UTF-8.
  public static func read(_ path: String) throws(CoreError) -> String {
    guard let data = FileManager.default.contents(atPath: path) else {
      throw CoreError(.cannotRead, "cannot read \(path)")
    }
    guard let text = String(data: data, encoding: .utf8) else {
      throw CoreError(.notText, "\(path) is not text in UTF-8")
    }
    return text
  }

  /// The lines of a list that a user writes: without white space around them and without empty ones.
  ///
  /// - Throws: as `read`.
  public static func lines(_ path: String) throws(CoreError) -> [String] {
    try read(path).split(whereSeparator: \.isNewline).map { $0.trimmingCharacters(in: .whitespaces) }
      .filter { !$0.isEmpty }
  }
}
