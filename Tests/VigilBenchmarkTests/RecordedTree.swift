import Foundation
import VigilBenchmark
import VigilTestSupport

/// Files of `/sys` and others as a machine shows them, from a fixture with a line `path = text` for each.
struct RecordedTree {
  private let folder: TemporaryFolder

  init(_ name: String) throws {
    folder = try TemporaryFolder()
    let fixture = Bundle.module.bundleURL.appending(path: "Fixtures/\(name).txt")
    for line in try String(contentsOf: fixture, encoding: .utf8).split(separator: "\n") {
      guard let equals = line.range(of: " = ") else { continue }
      let text = line[equals.upperBound...].replacingOccurrences(of: "\\n", with: "\n")
      try write(String(line[..<equals.lowerBound]), text)
    }
  }

  /// The files.
  var tree: SystemTree { SystemTree(root: folder.url) }

  /// The files as one sees them who may not read some.
  func tree(forbidding paths: Set<String>) -> SystemTree {
    SystemTree(root: folder.url, forbidding: paths)
  }

  /// Changes a file, as the kernel would.
  func write(_ path: String, _ text: String) throws {
    let file = folder.url.appending(path: path)
    try FileManager.default.createDirectory(
      at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
    try Data((text + "\n").utf8).write(to: file)
  }

  /// Takes a file away.
  func remove(_ path: String) throws {
    try FileManager.default.removeItem(at: folder.url.appending(path: path))
  }
}
