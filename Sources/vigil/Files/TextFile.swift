import Foundation

/// Text files that a user names.
enum TextFile {
  /// The whole text.
  static func read(_ path: String) throws -> String {
    guard let data = FileManager.default.contents(atPath: path) else {
      throw CommandError("cannot read \(path)")
    }
    guard let text = String(data: data, encoding: .utf8) else {
      throw CommandError("\(path) is not text in UTF-8")
    }
    return text
  }
}

/// The lines of a file that may be large, one after another; an unterminated last line is left out.
struct LineReader {
  private let handle: FileHandle
  private var rest = Data()

  init(_ file: URL) throws {
    do {
      handle = try FileHandle(forReadingFrom: file)
    } catch {
      throw CommandError("cannot read \(file.path): \((error as NSError).localizedDescription)")
    }
  }

  /// The next line without its terminator; nil at the end.
  mutating func next() throws -> String? {
    while true {
      if let end = rest.firstIndex(of: UInt8(ascii: "\n")) {
        defer { rest = rest[(end + 1)...] }
        return String(decoding: rest[..<end], as: UTF8.self)
      }
      guard let block = try handle.read(upToCount: 1 << 16), !block.isEmpty else { return nil }
      // A copy starts at index 0 and releases what was read.
      rest = Data(rest) + block
    }
  }
}
