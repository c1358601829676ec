import Foundation
import Synchronization
import VigilCore
import VigilInference

/// Networks of a few numbers in the ONNX format.
enum Fixture {
  /// `clip [1, 2, 4, 4]` -> 1x1 convolution to three channels -> relu -> mean over space -> `features [1, 3]`.
  static let fixed = portable("fixed")
  /// `features [1, crops, t, 4]` -> `scores [1, t]`, sums averaged over crops, and `magnitudes [1, crops, t]`, L2 norms.
  static let free = portable("free")

  static func file(_ name: String, _ kind: String) -> URL {
    guard let url = Bundle.module.url(forResource: name, withExtension: kind, subdirectory: "Fixtures") else {
      fatalError("the fixture \(name).\(kind) is missing")
    }
    return url
  }

  private static func portable(_ name: String) -> PortableNetwork {
    PortableNetwork(identity: "test-\(name)") {
      try FileManager.default.copyItem(at: file(name, "onnx"), to: $0)
    }
  }

  /// The weights of `fixed`, by output channel.
  static let weights: [[Float]] = [[1, -2], [0.5, 0.25], [-1, -1]]

  /// The input of item `index` of `fixed`.
  static func snippet(_ index: Int) -> [Float] { DeterministicValues.uniform("clip.\(index)", count: 32) }

  /// What `fixed` makes of it, computed plainly.
  static func features(_ index: Int) -> [Float] {
    let snippet = snippet(index)
    return weights.map { weight in
      (0..<16).reduce(Float(0)) { $0 + max(0, weight[0] * snippet[$1] + weight[1] * snippet[16 + $1]) } / 16
    }
  }
}

/// A folder for one test, removed with the value.
final class ScratchFolder: Sendable {
  let url = FileManager.default.temporaryDirectory.appending(path: "vigil-\(UUID().uuidString)")

  var cache: ModelCache { ModelCache(folder: url) }

  /// The names in it, sorted.
  var contents: [String] {
    ((try? FileManager.default.contentsOfDirectory(atPath: url.path)) ?? []).sorted()
  }

  deinit { try? FileManager.default.removeItem(at: url) }
}

/// Counts from any thread.
final class Counter: Sendable {
  private let value = Mutex(0)

  var count: Int { value.withLock { $0 } }
  func add() { value.withLock { $0 += 1 } }
}
