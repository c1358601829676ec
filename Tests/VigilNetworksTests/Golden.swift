import Foundation
import Testing
import VigilCore
import VigilNetworks

/// Values that PyTorch computed, from the package's fixtures.
enum Golden {
  struct Extractor: Decodable {
    struct Summary: Decodable {
      var shape: [Int]
      var mean, norm: Double
      var first: [Float]
      var values: [Float]?
    }
    var stages: [String: Summary]
    var features: Summary
  }

  struct SmallExtractor: Decodable { var features: [Float] }

  struct Detector: Decodable {
    struct Case: Decodable {
      var crops, snippets: Int
      var scores, magnitudes: [Float]
    }
    var cases: [String: Case]
  }

  static func read<Value: Decodable>(_ name: String, as type: Value.Type = Value.self) throws -> Value {
    let url = try #require(
      Bundle.module.url(forResource: name, withExtension: "json", subdirectory: "Fixtures"))
    return try JSONDecoder().decode(type, from: Data(contentsOf: url))
  }

  /// The snippet that the extractor's values were computed from.
  static func snippet(_ name: String, frames: Int, side: Int) -> Tensor {
    let values = DeterministicValues.uniform(name, count: 3 * frames * side * side)
    return Tensor(shape: [1, 3, frames, side, side], values: values.map { $0 * 2 })
  }
}

/// The largest difference, relative to the largest value.
func relativeDifference(_ values: [Float], _ expected: [Float]) -> Float {
  guard values.count == expected.count else { return .infinity }
  let scale = expected.map(abs).max() ?? 0
  return zip(values, expected).map { abs($0 - $1) }.max().map { $0 / scale } ?? 0
}
