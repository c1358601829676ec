import Foundation
import VigilCore
import VigilNetworks
import VigilPreprocessing

/// The threshold of one camera, beside the model that it is for.
public struct CameraFile: Codable {
  /// The format that this version writes and reads.
  public static let currentFormat = 1

  /// The weights that a score depends on.
  public struct Weights: Codable, Hashable {
    /// `extractor` or `detector`.
    public var role: String
    /// What the weights are called.
    public var name: String
    /// nil for weights that never were a file.
    public var sha256: String?
  }

  /// The format of the file.
  public var format = currentFormat
  /// The program that made it.
  public var createdBy = "vigil \(VigilVersion.current)"
  /// The preprocessing, such as `rtfm/10`.
  public var preset: String
  /// All networks, by role.
  public var weights: [Weights]
  /// The score from which on a snippet is abnormal, 0 to 1.
  public var threshold: Double
  /// The basis of the threshold.
  public var calibration: AlarmCalibrationRecord

  private enum CodingKeys: String, CodingKey {
    case format, preset, weights, threshold, calibration
    case createdBy = "created_by"
  }

  /// Keeps a threshold for the networks of a selection.
  public init(_ selection: ModelSelection, threshold: Double, calibration: AlarmCalibrationRecord) {
    preset = selection.preprocessing.name
    weights = Self.weights(selection)
    self.threshold = threshold
    self.calibration = calibration
  }

  /// Reads a file that was made for these networks.
  public init(reading path: String, for selection: ModelSelection) throws {
    let file = URL(filePath: path)
    guard let data = try? Data(contentsOf: file) else {
      throw ModelError(
        .unreadable,
        "cannot read the calibration \(path); make one with vigil models calibrate --output \(path)")
    }
    guard let found = try? JSONDecoder().decode(Self.self, from: data), found.format == Self.currentFormat,
      (0...1).contains(found.threshold)
    else {
      throw ModelError(
        .unreadable,
        "\(path) is not a calibration file of this version; make a new one with vigil models calibrate")
    }
    self = found
    let now = Self.weights(selection)
    // Names may change; the hashes identify what scores depend on.
    let isSame =
      weights.count == now.count
      && zip(weights, now).allSatisfy { ($0.sha256 ?? $0.name) == ($1.sha256 ?? $1.name) }
    guard isSame, preset == selection.preprocessing.name else {
      func text(_ weights: [Weights], _ preset: String) -> String {
        weights.map { "\($0.role) \($0.name) \(($0.sha256 ?? "").prefix(8))" }.joined(separator: ", ")
          + ", \(preset)"
      }
      throw ModelError(
        .unreadable,
        "\(path) was made for \(text(weights, preset)), not for \(text(now, selection.preprocessing.name)); calibrate again"
      )
    }
  }

  /// Writes the file atomically.
  public func write(to path: String) throws {
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
