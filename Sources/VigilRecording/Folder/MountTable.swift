public import Foundation

/// The disks that the machine is told to have (fstab(5)), and those that are there.
public struct MountTable: Sendable {
  private let expected: [String]
  private let mounted: Set<String>

  /// Reads both tables; one that cannot be read is empty.
  ///
  /// - Parameters:
  ///   - expected: What is to be mounted.
  ///   - mounted: What is.
  public init(expected: String = "/etc/fstab", mounted: String = "/proc/self/mounts") {
    self.expected = Self.places(in: expected)
    self.mounted = Set(Self.places(in: mounted))
  }

  /// The disk on which a folder is to lie and which is not mounted; nil if it is there, or the table names none.
  public func missingDisk(of folder: URL) -> String? {
    let path = Self.real(folder.path)
    func isAbove(_ place: String) -> Bool { path == place || path.hasPrefix(place + "/") }
    guard let nearest = expected.filter(isAbove).max(by: { $0.count < $1.count }) else { return nil }
    return mounted.contains(nearest) ? nil : nearest
  }

  /// The mount points of a table, but for the root: the second field of each line.
  private static func places(in table: String) -> [String] {
    guard let text = try? String(contentsOfFile: table, encoding: .utf8) else { return [] }
    return text.split(separator: "\n").compactMap { line in
      let fields = line.split(whereSeparator: { " \t".contains($0) })
      // Swap has no place.
      guard fields.count > 2, !fields[0].hasPrefix("#"), fields[1].hasPrefix("/"), fields[1] != "/" else {
        return nil
      }
      return real(unescaped(fields[1]))
    }
  }

  /// Spaces and the like are written as three octal digits.
  private static func unescaped(_ field: Substring) -> String {
    String(field).replacing(/\\([0-7]{3})/) { match in
      UInt32(match.1, radix: 8).flatMap(Unicode.Scalar.init).map { String(Character($0)) } ?? ""
    }
  }

  /// A path without links, as far as it exists.
  private static func real(_ path: String) -> String {
    var (place, rest) = (URL(filePath: path).standardizedFileURL, "")
    while place.path != "/" {
      if let found = realpath(place.path, nil) {
        defer { free(found) }
        return String(cString: found) + rest
      }
      rest = "/" + place.lastPathComponent + rest
      place.deleteLastPathComponent()
    }
    return rest.isEmpty ? "/" : rest
  }
}
