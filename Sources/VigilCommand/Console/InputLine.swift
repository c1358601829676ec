import Foundation

/// One line of standard input.
enum InputLine {
  /// More than any line that is asked for.
  private static let longest = 4096

  /// Reads the next line without its end, and nothing beyond it; of a longer one the first 4096 bytes. Nil at the end of input.
  static func read() throws -> String? {
    var bytes: [UInt8] = []
    var byte: UInt8 = 0
    while bytes.count < longest {
      let count = Foundation.read(STDIN_FILENO, &byte, 1)
      if count < 0, errno == EINTR { continue }
      guard count >= 0 else {
        throw CommandError("standard input cannot be read: \(String(cString: strerror(errno)))")
      }
      guard count > 0 else {
        if bytes.isEmpty { return nil }
        break
      }
      if byte == UInt8(ascii: "\n") { break }
      bytes.append(byte)
    }
    // As files of Windows end their lines.
    if bytes.last == UInt8(ascii: "\r") { bytes.removeLast() }
    guard let line = String(bytes: bytes, encoding: .utf8) else {
      throw CommandError("standard input is not text in UTF-8")
    }
    return line
  }
}
