import Foundation
import VigilCore
import VigilTensorFiles

/// The files in Fixtures, made by make_fixtures.py.
enum Fixture {
  static func url(_ path: String) -> URL {
    Bundle.module.bundleURL.appending(path: "Fixtures/\(path)")
  }

  static func contents(_ path: String) throws -> [UInt8] {
    Array(try Data(contentsOf: url(path)))
  }

  static func paths(_ folder: String) -> [String] {
    let names = (try? FileManager.default.contentsOfDirectory(atPath: url(folder).path)) ?? []
    return names.sorted().map { "\(folder)/\($0)" }
  }

  /// The tensor that the rule of make_fixtures.py gives to a name.
  static func tensor(_ name: String, _ shape: [Int]) -> Tensor {
    Tensor(shape: shape, values: DeterministicValues.uniform(name, count: shape.reduce(1, *)))
  }

  /// What the arrays hold.
  static let cube = tensor("cube", [3, 10, 8])

  /// What the checkpoints hold.
  static let shapes: KeyValuePairs = [
    "conv.weight": [2, 4, 3], "conv.bias": [2], "bn.running_var": [2], "fc.weight": [1, 2], "fc.bias": [1],
  ]
}

/// A folder for one test, removed when the test ends.
final class ScratchFolder {
  let url = FileManager.default.temporaryDirectory.appending(path: "vigil-\(UUID().uuidString)")

  deinit {
    try? FileManager.default.removeItem(at: url)
  }

  func place(_ name: String) -> URL {
    url.appending(path: name)
  }

  /// Writes a file with these contents.
  func file(_ name: String, _ contents: [UInt8]) throws -> URL {
    try AtomicFile.write(Data(contents), to: place(name))
    return place(name)
  }

  var names: [String] {
    ((try? FileManager.default.contentsOfDirectory(atPath: url.path)) ?? []).sorted()
  }
}
