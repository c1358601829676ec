import Foundation

/// This process's memory, as the system reports it.
public struct ProcessMemory: Hashable, Sendable {
  /// Anonymous resident memory: heaps, buffers, packed weights.
  public var anonymous: Int
  /// Resident pages of files: code and mapped weights.
  public var fileBacked: Int

  /// The memory that is resident now; nil where the system does not report it.
  public static var now: ProcessMemory? {
    // The file reports a size of 0, so it is read to its end.
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
