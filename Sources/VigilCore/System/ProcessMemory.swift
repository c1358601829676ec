import Foundation

/// What the system says of this process's memory.
public struct ProcessMemory: Hashable, Sendable {
  /// Resident memory that is no file's: heaps, buffers, packed weights.
  public var anonymous: Int
  /// Resident pages of files: code, and weights that are mapped.
  public var fileBacked: Int

  /// The memory that is resident now; nil where the system does not tell.
  public static var now: ProcessMemory? {
    // The size of this file is said to be 0, so it is read to its end.
    guard let file = FileHandle(forReadingAtPath: "/proc/self/status"), let data = try? file.readToEnd()
    else {
      return nil
    }
    let lines = String(decoding: data, as: UTF8.self).split(separator: "\n")
    func bytes(_ key: String) -> Int? {
      guard let line = lines.first(where: { $0.hasPrefix(key + ":") }) else { return nil }
      return line.split(whereSeparator: \.isWhitespace).dropFirst().first.flatMap { Int($0) }.map {
        $0 * 1024
      }
    }
    guard let anonymous = bytes("RssAnon"), let file = bytes("RssFile"), let shared = bytes("RssShmem") else {
      return nil
    }
    return ProcessMemory(anonymous: anonymous + shared, fileBacked: file)
  }

  /// Makes a measurement; both are in bytes.
  public init(anonymous: Int, fileBacked: Int) {
    self.anonymous = anonymous
    self.fileBacked = fileBacked
  }
}
