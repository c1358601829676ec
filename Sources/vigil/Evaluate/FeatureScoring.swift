import Foundation
import VigilCore
import VigilDetection
import VigilModels
import VigilNetworks
import VigilPipeline
import VigilPreprocessing
import VigilReport
import VigilTensorFiles
import VigilTraining

/// Scores the stored features of a test set with the detector of a model, in the engine that detection uses.
struct FeatureScoring {
  /// Scores of all snippets of all videos, in the order of the test set.
  struct Scores {
    /// From the whole video, as published.
    var offline: [[Float]] = []
    /// Each from the last snippets only, as on a camera.
    var online: [[Float]] = []

    /// The file of the online scores beside that of the offline ones.
    static func online(beside file: URL) -> URL {
      file.deletingPathExtension().appendingPathExtension("online.npy")
    }

    /// Writes the offline scores, and the online ones beside them as `NAME.online.npy`.
    func write(to destination: URL) throws {
      for (scores, file) in [(offline, destination), (online, Self.online(beside: destination))] {
        let all = scores.flatMap { $0 }
        try NPY.write(Tensor(shape: [all.count], values: all), to: file)
      }
    }
  }

  let test: TestSet
  /// Assumptions that had to be made, a sentence each.
  let notes: [String]
  private let options: Evaluate
  private let selection: ModelSelection

  /// Opens model and features.
  init(_ options: Evaluate, model: String) throws {
    self.options = options
    selection = try ModelSelection(named: [model])
    let detector = try selection.network(.detector)
    let files = try options.truthFiles.testSet(of: options.features)
    test = try TestSet(files)
    let wanted = detector.graph.inputs[0].shape.last
    guard wanted?.size == test.size else {
      throw CommandError(
        "the detector of \(model) takes \(wanted.map { "\($0)" } ?? "?") features, the files have \(test.size)"
      )
    }
    notes = test.notes + Self.doubts(selection.preprocessing, test)
  }

  /// The score from which the model calls a snippet abnormal.
  var threshold: Float { selection.threshold }

  /// Scores every video both ways, one after another.
  func scores() async throws -> Scores {
    let networks = try LoadedNetworks(selection, configuration: options.engine.configuration)
    let offline = OfflineDetection(network: try await networks.detectorAlone(.all))
    let newest = try await networks.detectorAlone(.newest)
    let clock = ContinuousClock()
    let began = clock.now
    var progress = ProgressLine(
      "Scoring", total: test.videos.reduce(0) { $0 + $1.features.rowCount }, unit: "snippets",
      screen: .standardError(write: Console.terminal)
    ) { clock.now - began }
    var (scores, done) = (Scores(), 0)
    for video in test.videos {
      let features = video.features
      let positions = SnippetPosition.consecutive(features.rowCount)
      scores.offline.append(
        try await offline.scores(positions, crops: test.crops) { crop in
          var own = features.columns(crop..<crop + 1)
          own.shape.removeFirst()
          return own
        }.map(\.score))
      var online = OnlineDetection(
        network: newest, snippets: options.window, crops: test.crops, featureSize: test.size)
      var ofVideo: [Float] = []
      for position in positions {
        var row = features.rows(position.index..<position.index + 1)
        row.shape.removeFirst()
        ofVideo.append(try await online.score(position, row).score)
        done += 1
        progress.update(done: done)
      }
      scores.online.append(ofVideo)
    }
    progress.finish()
    return scores
  }

  /// Notes on features made with other preprocessing than the model expects.
  private static func doubts(_ preprocessing: Preprocessing, _ test: TestSet) -> [String] {
    let made = Set(test.videos.compactMap { FeatureProvenance.beside($0.url)?.recipe.clips })
    let others = made.subtracting([preprocessing.name]).sorted()
    guard !others.isEmpty else { return [] }
    return [
      "features were made with \(others.joined(separator: " and ")), the model expects \(preprocessing.name)"
    ]
  }
}

extension SnippetPosition {
  /// Snippets one after another; their times play no part in scores.
  static func consecutive(_ count: Int) -> [SnippetPosition] {
    (0..<count).map { index in
      let start = index * framesPerSnippet
      return SnippetPosition(
        index: index, startFrame: start, endFrame: start + framesPerSnippet, start: Double(index),
        end: Double(index + 1))
    }
  }
}
