import Foundation
import VigilCore
import VigilDetection
import VigilModels
import VigilNetworks
import VigilPipeline
import VigilPreprocessing
import VigilTestSupport
import VigilTuning

/// Scores every snippet by the mean of the first numbers of the features seen, in [crops, snippets].
struct MeanDetector: DetectorNetwork {
  func scores(_ features: Tensor) async throws -> Tensor {
    let (crops, count, size) = (features.shape[0], features.shape[1], features.shape[2])
    let scores = (0..<crops).flatMap { crop in
      let values = (0..<count).map { features.values[(crop * count + $0) * size] }
      return Array(repeating: values.reduce(0, +) / Float(count), count: count)
    }
    return Tensor(shape: [crops, count], values: scores)
  }
}

/// Recordings made on the spot.
enum Clip {
  /// Frames of a moving picture at 25 a second.
  static func make(_ file: URL, frames: Int) throws {
    try CommandLineTool.ffmpeg(
      "-f", "lavfi", "-i", "testsrc2=size=160x120:rate=25:duration=\(Double(frames) / 25)", "-c:v", "libx264",
      "-preset", "ultrafast", "-pix_fmt", "yuv420p", "-frames:v", "\(frames)", file.path)
  }
}

/// Models that are small: an eighth of the channels, and frames of 128x96.
enum SmallModel {
  static let preprocessing = Preprocessing(.compact, crops: .one)
  /// Nothing is kept of what is compiled.
  static let engine = EngineConfiguration(cache: nil)

  static func extractor() throws -> I3DNonLocal { try I3DNonLocal(width: 0.125) }

  /// Writes an extractor, a detector or both.
  ///
  /// - Parameters:
  ///   - featureSize: what the detector takes; nil for no detector.
  ///   - change: what is done to the weights of the extractor.
  @discardableResult
  static func write(
    _ folder: URL, extractor: Bool = true, featureSize: Int? = 256, settings: ModelSettings? = nil,
    changing change: (inout Weights) -> Void = { _ in }
  ) throws -> ModelFolder {
    func source(_ file: String) -> ModelManifest.Source {
      ModelManifest.Source(file: file, sha256: String(repeating: "0", count: 64), container: "torchZip")
    }
    var writer = try ModelFolderWriter(folder)
    if extractor {
      let network = try Self.extractor()
      var weights = Weights.deterministic(for: try network.graph())
      change(&weights)
      try writer.add(.i3dNonLocal(network), weights, source: source("i3d.pth"))
    }
    if let featureSize {
      let network = try RTFM(features: featureSize)
      try writer.add(.rtfm(network), .deterministic(for: network.graph()), source: source("rtfm.pkl"))
    }
    return try writer.finish(
      settings ?? ModelSettings(name: "small", preprocessing: preprocessing, createdBy: "a test"))
  }

  /// The extractor that has no weights, and a detector that is none of the networks.
  static func flow(_ crops: CropCount = .one) async throws -> DetectionNetworks {
    var selection = try ModelSelection(named: ["flow"])
    selection.preprocessing.crops = crops
    let networks = try LoadedNetworks(selection, configuration: engine)
    return DetectionNetworks(
      extractor: try await networks.extractor(),
      detectors: Detectors(online: MeanDetector(), offline: MeanDetector()))
  }
}

/// Footage that is scored already.
enum CalibrationFootage {
  /// Two hours of snippets of 0.64 s, whose log odds follow an exponential law.
  static let scores: [[SnippetScore]] = {
    var generator = SplitMix64(seed: 7)
    let hour = (0..<5625).map { index in
      let uniform = (Double(generator.next() >> 11) + 0.5) / Double(1 << 53)
      let odds = exp(-4) * pow(uniform, -0.8)
      return SnippetScore(
        position: SnippetPosition(
          index: index, startFrame: 16 * index, endFrame: 16 * index + 16, start: 0.64 * Double(index),
          end: 0.64 * Double(index + 1)),
        cropScores: [Float(odds / (1 + odds))])
    }
    return [hour, hour]
  }()
}
