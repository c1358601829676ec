import Foundation

/// Text files that a user names.
public enum TextFile {
  /// The whole text.
  ///
  /// - Throws: `cannotRead` for a file that is not there or may not be read; `notText` for one that is not UTF-8.
  public static func read(_ path: String) throws(CoreError) -> String {
    // A pipe has no size, and is read to its end.
    guard let data = FileHandle(forReadingAtPath: path).flatMap({ try? $0.readToEnd() ?? Data() }) else {
      throw CoreError(.cannotRead, "cannot read \(path): \(obstacle(path))")
    }
    guard let text = String(data: data, encoding: .utf8) else {
      throw CoreError(.notText, "\(path) is not text in UTF-8")
    }
    return text
  }

  private static func obstacle(_ path: String) -> String {
    let descriptor = open(path, O_RDONLY | O_NONBLOCK | O_CLOEXEC)
    guard descriptor >= 0 else { return String(cString: strerror(errno)) }
    defer { close(descriptor) }
    var byte: UInt8 = 0
    return Foundation.read(descriptor, &byte, 1) < 0 ? String(cString: strerror(errno)) : "it is no file"
  }

  /// The lines of a list that a user writes: without white space around them and without empty ones.
  ///
  /// - Throws: as `read`.
  public static func lines(_ path: String) throws(CoreError) -> [String] {
    try read(path).split(whereSeparator: \.isNewline).map { $0.trimmingCharacters(in: .whitespaces) }
      .filter { !$0.isEmpty }
  }
}
