public import Foundation
public import VigilCore
public import VigilDatasets
public import VigilDetection
import VigilEvaluation
import VigilNetworks
import VigilPreprocessing
import VigilTensorFiles

/// Scores stored features with the detector of a model, in the engine that detection uses.
public struct FeatureScoring: Sendable {
  /// Scores of all snippets of all videos, in the order of the videos.
  ///
  /// At double precision: in 32 bits all scores of a sure detector are 1, and ties, where the order of snippets is what is measured.
  public struct Scores: Hashable, Sendable {
    /// From the whole video, as published.
    public var offline: [[Double]] = []
    /// Each from the last snippets only, as on a camera; nil if that was not asked for.
    public var online: [[Double]]?

    /// The file of the online scores beside that of the offline ones.
    public static func online(beside file: URL) -> URL {
      file.deletingPathExtension().appendingPathExtension("online.npy")
    }

    /// Writes the offline scores as float64, and the online ones, if any, beside them as `NAME.online.npy`.
    ///
    /// - Throws: `TensorFileError`.
    public func write(to destination: URL) throws {
      try NPY.write(doubles: offline.flatMap { $0 }, to: destination)
      guard let online else { return }
      try NPY.write(doubles: online.flatMap { $0 }, to: Self.online(beside: destination))
    }
  }

  private let model: String
  private let selection: ModelSelection

  /// Finds the detector of a model.
  ///
  /// - Throws: `ModelError` if there is no such model, or it has no detector.
  public init(model: String) throws {
    self.model = model
    selection = try ModelSelection(named: [model])
    _ = try selection.network(.detector)
  }

  /// The score from which the model calls a snippet abnormal.
  public var threshold: Float { selection.threshold }

  /// Refuses features of a length that the detector does not take.
  ///
  /// - Throws: `ModelError.mismatch`.
  public func verify(featureSize: Int) throws {
    let wanted = try selection.network(.detector).graph.inputs[0].shape.last
    guard wanted?.size == featureSize else {
      throw ModelError(
        .mismatch,
        "the detector of \(model) takes \(wanted.map { "\($0)" } ?? "?") features, the files have \(featureSize)"
      )
    }
  }

  /// Notes on features with another number of crops than the model was made for.
  public func doubts(aboutCrops crops: Int) -> [String] {
    let wanted = selection.preprocessing.crops.rawValue
    guard crops != wanted else { return [] }
    return [
      "the features have \(NumberText.count(crops, "crop")), the model was made for \(wanted); are they [snippets, crops, features]?"
    ]
  }

  /// Notes on features made with other preprocessing than the model expects.
  public func doubts(about features: [URL]) -> [String] {
    let made = Set(features.compactMap { FeatureProvenance.beside($0)?.method.preprocessing })
    let others = made.subtracting([selection.preprocessing.name]).sorted()
    guard !others.isEmpty else { return [] }
    return [
      "features were made with \(others.joined(separator: " and ")), the model expects \(selection.preprocessing.name)"
    ]
  }

  /// Scores every video, one after another.
  ///
  /// - Parameters:
  ///   - videos: features of [snippets, crops, F], all of one shape but for the snippets.
  ///   - window: the snippets that the detector sees at once online; nil to score offline alone.
  ///   - configuration: the engine, and how networks run in it.
  ///   - progress: told how many snippets were scored: after each one, or after each video offline alone.
  /// - Throws: `ModelError`, `InferenceError`.
  public func scores(
    of videos: [VideoFeatures], window: Int?, configuration: EngineConfiguration,
    progress: (Int) -> Void = { _ in }
  ) async throws -> Scores {
    let networks = try LoadedNetworks(selection, configuration: configuration)
    let offline = OfflineDetection(network: try await networks.detectorAlone(.all, givesLogits: true))
    let newest = window == nil ? nil : try await networks.detectorAlone(.newest, givesLogits: true)
    var (scores, done) = (Scores(online: window.map { _ in [] }), 0)
    for features in videos {
      let crops = features.rowShape[0]
      let positions = SnippetPosition.consecutive(features.rowCount)
      scores.offline.append(
        try await offline.scores(positions, crops: crops) { crop in
          var own = features.columns(crop..<crop + 1)
          own.shape.removeFirst()
          return own
        }.map { ExactScore.score(ofLogits: $0.cropScores) })
      if let window, let newest {
        let online = OnlineDetection(
          network: newest, snippets: window, crops: crops, featureSize: features.rowShape[1])
        let ofVideo = try await Self.scores(of: features, positions, online) { progress(done + $0) }
        scores.online?.append(ofVideo)
      }
      done += positions.count
      if window == nil { progress(done) }
      features.release()
    }
    return scores
  }

  /// Scores each snippet of a video from those before it.
  private static func scores(
    of features: VideoFeatures, _ positions: [SnippetPosition], _ detection: OnlineDetection,
    progress: (Int) -> Void
  ) async throws -> [Double] {
    var (online, scores) = (detection, [Double]())
    for position in positions {
      var row = features.rows(position.index..<position.index + 1)
      row.shape.removeFirst()
      scores.append(ExactScore.score(ofLogits: try await online.score(position, row).cropScores))
      progress(scores.count)
    }
    return scores
  }

  /// How far the scores of two features of the same video are apart, each made in one pass as `vigil detect --offline` makes
  /// them.
  ///
  /// - Parameters:
  ///   - reference: [snippets, crops, F].
  ///   - other: of the same shape.
  ///   - configuration: the engine, and how networks run in it.
  /// - Returns: nil for features without a snippet.
  /// - Throws: `ModelError.mismatch` if the shapes differ, or the detector does not take them; `InferenceError`.
  public func difference(
    _ reference: Tensor, _ other: Tensor, configuration: EngineConfiguration
  ) async throws -> ScoreComparison? {
    guard reference.shape.count == 3, reference.shape == other.shape else {
      throw ModelError(
        .mismatch,
        "scores can only be compared for features of one shape, not \(reference.shape) and \(other.shape)")
    }
    try verify(featureSize: reference.shape[2])
    let networks = try LoadedNetworks(selection, configuration: configuration)
    let detection = OfflineDetection(network: try await networks.detectorAlone(.all))
    func scores(_ features: Tensor) async throws -> [SnippetScore] {
      let (snippets, crops, size) = (features.shape[0], features.shape[1], features.shape[2])
      return try await detection.scores(SnippetPosition.consecutive(snippets), crops: crops) { crop in
        let rows = (0..<snippets).flatMap { snippet in
          let start = (snippet * crops + crop) * size
          return features.values[start..<start + size]
        }
        return Tensor(shape: [snippets, size], values: rows)
      }
    }
    return ScoreComparison(
      reference: try await scores(reference), other: try await scores(other), threshold: selection.threshold)
  }
}

extension SnippetPosition {
  /// Snippets one after another; their times play no part in scores.
  package static func consecutive(_ count: Int) -> [SnippetPosition] {
    (0..<count).map { index in
      let start = index * framesPerSnippet
      return SnippetPosition(
        index: index, startFrame: start, endFrame: start + framesPerSnippet, start: Double(index),
        end: Double(index + 1))
    }
  }
}
