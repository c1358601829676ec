import Foundation
import VigilCore
import VigilNetworks
import VigilPreprocessing

/// The threshold of one camera, beside the model that it is for.
struct CameraFile: Codable {
  static let currentFormat = 1

  /// The weights that a score depends on.
  struct Weights: Codable, Hashable {
    var role: String
    var name: String
    /// nil for weights that never were a file.
    var sha256: String?
  }

  var format = currentFormat
  var createdBy = "vigil \(VigilVersion.current)"
  var preset: String
  var weights: [Weights]
  var threshold: Double
  var calibration: [String: Double]

  private enum CodingKeys: String, CodingKey {
    case format, preset, weights, threshold, calibration
    case createdBy = "created_by"
  }

  init(_ selection: ModelSelection, threshold: Double, calibration: StoredCalibration) {
    preset = selection.recipe.name
    weights = Self.weights(selection)
    self.threshold = threshold
    self.calibration = calibration.values
  }

  /// Reads a file that was made for these networks.
  init(reading path: String, for selection: ModelSelection) throws {
    let file = URL(filePath: path)
    guard let data = try? Data(contentsOf: file) else {
      throw CommandError(
        "cannot read the calibration \(path); make one with vigil models calibrate --output \(path)")
    }
    guard let found = try? JSONDecoder().decode(Self.self, from: data), found.format == Self.currentFormat,
      (0...1).contains(found.threshold), found.calibration.values.allSatisfy(\.isFinite)
    else {
      throw CommandError(
        "\(path) is not a calibration file of this version; make a new one with vigil models calibrate")
    }
    self = found
    let now = Self.weights(selection)
    // Names may change; the hashes identify what scores depend on.
    let isSame =
      weights.count == now.count
      && zip(weights, now).allSatisfy { ($0.sha256 ?? $0.name) == ($1.sha256 ?? $1.name) }
    guard isSame, preset == selection.recipe.name else {
      func text(_ weights: [Weights], _ preset: String) -> String {
        weights.map { "\($0.role) \($0.name) \(($0.sha256 ?? "").prefix(8))" }.joined(separator: ", ")
          + ", \(preset)"
      }
      throw CommandError(
        "\(path) was made for \(text(weights, preset)), not for \(text(now, selection.recipe.name)); calibrate again"
      )
    }
  }

  func write(to path: String) throws {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
    try AtomicFile.write(encoder.encode(self) + Data("\n".utf8), to: URL(filePath: path))
  }

  private static func weights(_ selection: ModelSelection) -> [Weights] {
    selection.networks.sorted { $0.role.rawValue < $1.role.rawValue }.map {
      Weights(role: $0.role.rawValue, name: $0.weightsName, sha256: $0.sha256)
    }
  }
}
