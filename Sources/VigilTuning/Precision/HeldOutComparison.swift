package import Foundation
import VigilCore
package import VigilDetection
package import VigilPipeline
import VigilPreprocessing

/// Features and scores of held-out videos, before and after a network was changed.
package struct HeldOutComparison: Sendable {
  /// One video's snippets.
  private struct Video: Sendable {
    var file: URL
    var positions: [SnippetPosition] = []
    /// [crops, features] for each snippet.
    var before: [Tensor] = []
    var after: [Tensor] = []
  }

  private var videos: [Video] = []
  /// Seconds to extract the features of each snippet.
  private var seconds: [(before: Double, after: Double)] = []

  /// Extracts features both ways, alternating, so that both see the machine equally busy.
  ///
  /// - Precondition: there is a snippet for each file.
  /// - Throws: `unusableFootage` if no video has a whole snippet, `stopped`, and errors of reading and extracting.
  package init(
    _ files: [URL], snippets: Int, reader: SnippetReader, before: FeatureExtractor, after: FeatureExtractor,
    progress: (TuningProgress) -> Void = { _ in }
  ) async throws {
    progress(TuningProgress(.comparing, done: 0, total: snippets))
    let clock = ContinuousClock()
    let share = snippets / files.count
    var done = 0
    var warmShape: [Int] = []
    for file in files {
      var video = Video(file: file)
      try await reader.read(file, atMost: share, spread: false) { snippet in
        // The first run of a size loads the network of the preset `whole`, and packs the weights of any preset.
        if snippet.prepared.inputShape != warmShape {
          _ = try await (before.features(of: snippet.prepared), after.features(of: snippet.prepared))
          warmShape = snippet.prepared.inputShape
        }
        let began = clock.now
        video.before.append(try await before.features(of: snippet.prepared))
        let middle = clock.now
        video.after.append(try await after.features(of: snippet.prepared))
        seconds.append(((middle - began) / .seconds(1), (clock.now - middle) / .seconds(1)))
        video.positions.append(snippet.position)
        done += 1
        progress(TuningProgress(.comparing, done: done, total: snippets))
      }
      if !video.positions.isEmpty { videos.append(video) }
    }
    guard !videos.isEmpty else {
      throw TuningError(.unusableFootage, "the held-out videos have no whole snippet")
    }
  }

  /// How many snippets were compared.
  package var snippets: Int { seconds.count }

  /// Whether all features are bit-identical before and after.
  package var isUnchanged: Bool { videos.allSatisfy { $0.before == $0.after } }

  /// The cosine similarity of the features before and after, for each snippet and crop.
  package var cosines: [Double] {
    videos.flatMap { video in
      zip(video.before, video.after).flatMap { before, after in
        let size = before.shape[1]
        return (0..<before.shape[0]).map { crop in
          let range = crop * size..<(crop + 1) * size
          return QuantizationSearch.cosine(Array(before.values[range]), Array(after.values[range]))
        }
      }
    }
  }

  /// The median speed-up of the changed extractor, snippet by snippet.
  package var speedup: Double {
    let ratios = seconds.map { $0.before / $0.after }.sorted()
    return ratios[ratios.count / 2]
  }

  /// Scores of all videos, each seen from its beginning to the last snippet that was read.
  package func scores(by detector: any DetectorNetwork) async throws -> HeldOutScores {
    let detection = OfflineDetection(network: detector)
    var scored = HeldOutScores()
    for video in videos {
      func scores(_ features: [Tensor]) async throws -> [SnippetScore] {
        try await detection.scores(video.positions, crops: features[0].shape[0]) { crop in
          let size = features[0].shape[1]
          let rows = features.flatMap { $0.values[crop * size..<(crop + 1) * size] }
          return Tensor(shape: [features.count, size], values: rows)
        }
      }
      scored.videos.append(
        HeldOutScores.Video(
          file: video.file, before: try await scores(video.before), after: try await scores(video.after)))
    }
    return scored
  }
}
