public import Foundation

/// The files in which the kernel describes the machine, below a root that tests put elsewhere.
public struct SystemTree: Sendable {
  /// Why a file could not be read.
  package enum Absence: Error, Hashable {
    case missing, forbidden, unreadable
  }

  /// The longest text that is read; sensors give a few digits, the longest file is the processor's description.
  private static let longest = 1 << 20

  private let root: String
  private let forbidden: Set<String>

  /// The files of this machine.
  public static let machine = SystemTree(root: URL(filePath: "/"))

  /// The files below a folder that stands for `/`.
  public init(root: URL) { self.init(root: root, forbidding: []) }

  /// The same, as seen by a user who may not read some of the files.
  package init(root: URL, forbidding forbidden: Set<String>) {
    let path = root.path
    self.root = path.hasSuffix("/") ? String(path.dropLast()) : path
    self.forbidden = forbidden
  }

  /// The text of a file such as `/sys/class/thermal/thermal_zone0/temp`, without its line break.
  package func text(_ path: String) throws(Absence) -> String {
    guard !forbidden.contains(path) else { throw .forbidden }
    let descriptor = open(root + path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else {
      switch errno {
      case ENOENT, ENOTDIR: throw .missing
      case EACCES, EPERM: throw .forbidden
      default: throw .unreadable
      }
    }
    defer { close(descriptor) }
    // These files report a size of 0, so they are read to their end.
    var bytes: [UInt8] = []
    var block = [UInt8](repeating: 0, count: 4096)
    while bytes.count < Self.longest {
      let count = read(descriptor, &block, block.count)
      guard count >= 0 else { throw errno == EACCES || errno == EPERM ? .forbidden : .unreadable }
      guard count > 0 else { break }
      bytes += block[..<count]
    }
    return String(decoding: bytes, as: UTF8.self).trimmingCharacters(in: .whitespacesAndNewlines)
  }

  /// The number at the beginning of a file; some sensors add their unit.
  package func number(_ path: String) throws(Absence) -> Double {
    let first = try text(path).prefix { !$0.isWhitespace }
    guard let number = Double(first), number.isFinite else { throw .unreadable }
    return number
  }

  /// The names in a folder, in the order of their numbers; empty if there is no such folder.
  package func names(in folder: String) -> [String] {
    let names = (try? FileManager.default.contentsOfDirectory(atPath: root + folder)) ?? []
    return names.sorted { ($0.count, $0) < ($1.count, $1) }
  }
}
