import Foundation
import VigilCore
import VigilPreprocessing

/// The provenance of a feature file, kept as JSON beside it.
struct FeatureProvenance: Codable, Hashable {
  /// The part that determines the numbers: features that differ here must not be mixed.
  struct Recipe: Codable, Hashable {
    /// Preset and crops, such as `rtfm/10`.
    var clips: String
    /// The extractor's architecture.
    var extractor: String
    /// The SHA-256 of its weights, or the name of weights that never were a file.
    var weights: String
    /// The number format it computed in.
    var precision: String
  }

  var recipe: Recipe
  /// The file the features are of.
  var video: String
  /// Its size in bytes: a video that was replaced is extracted again.
  var videoBytes: Int
  var frames: Int
  var snippets: Int
  /// [snippets, crops, features].
  var shape: [Int]
  var vigil: String
  var engine: String

  private enum CodingKeys: String, CodingKey {
    case recipe, video, frames, snippets, shape, vigil, engine
    case videoBytes = "video_bytes"
  }

  /// The provenance beside a feature file, if it can be read.
  static func beside(_ features: URL) -> FeatureProvenance? {
    (try? Data(contentsOf: file(beside: features))).flatMap { try? JSONDecoder().decode(Self.self, from: $0) }
  }

  /// Writes it beside a feature file.
  func write(beside features: URL) throws {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
    try AtomicFile.write(encoder.encode(self) + Data("\n".utf8), to: Self.file(beside: features))
  }

  private static func file(beside features: URL) -> URL {
    features.deletingPathExtension().appendingPathExtension("json")
  }
}

extension FeatureProvenance.Recipe: CustomStringConvertible {
  var description: String { "\(clips), \(extractor), weights \(weights.prefix(12)), \(precision)" }
}
