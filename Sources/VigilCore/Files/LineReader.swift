public import Foundation

/// The lines of a file that may be large, one after another; an unterminated last line is left out.
public struct LineReader {
  private let file: URL
  private let handle: FileHandle
  private var rest = Data()

  /// Opens a file.
  ///
  /// - Throws: `cannotRead`.
  public init(_ file: URL) throws(CoreError) {
    do {
      handle = try FileHandle(forReadingFrom: file)
    } catch {
      throw CoreError(.cannotRead, "cannot read \(file.path): \(error.explanation)")
    }
    self.file = file
  }

  /// The next line without its terminator; nil at the end.
  ///
  /// - Throws: `cannotRead`.
  public mutating func next() throws(CoreError) -> String? {
    while true {
      if let end = rest.firstIndex(of: UInt8(ascii: "\n")) {
        defer { rest = rest[(end + 1)...] }
        return String(decoding: rest[..<end], as: UTF8.self)
      }
      let block: Data?
      do {
        block = try handle.read(upToCount: 1 << 16)
      } catch {
        throw CoreError(.cannotRead, "cannot read \(file.path): \(error.explanation)")
      }
      guard let block, !block.isEmpty else { return nil }
      // A copy starts at index 0 and releases what was read.
      rest = Data(rest) + block
    }
  }
}
