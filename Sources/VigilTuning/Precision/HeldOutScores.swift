import Foundation
import VigilCore
import VigilDatasets
import VigilDetection
import VigilEvaluation

/// Scores of held-out videos, before and after a network was changed.
struct HeldOutScores {
  /// One video.
  struct Video {
    var file: URL
    var before: [SnippetScore]
    var after: [SnippetScore]
  }

  var videos: [Video] = []

  /// How far they are apart.
  func comparison(threshold: Float) -> ScoreComparison? {
    // Numbered through, so that snippets of different videos are not taken for each other.
    func numbered(_ scores: [SnippetScore]) -> [SnippetScore] {
      scores.enumerated().map { index, score in
        var position = score.position
        position.index = index
        return SnippetScore(position: position, cropScores: score.cropScores)
      }
    }
    return ScoreComparison(
      reference: numbered(videos.flatMap(\.before)), other: numbered(videos.flatMap(\.after)),
      threshold: threshold)
  }

  /// The frame-level AUC of both; nil where all frames that were scored are of one kind.
  func areas(_ truth: HeldOutTruth) throws -> (before: Double, after: Double)? {
    func area(_ scores: KeyPath<Video, [SnippetScore]>) throws -> Double? {
      let tracks = try videos.map { video in
        let values = video[keyPath: scores].map { Double($0.score) }
        return try ScoreTrack(
          name: video.file.lastPathComponent, scores: values,
          truth: truth.labels(video.file, frames: values.count * SnippetPosition.framesPerSnippet))
      }
      return RankedFrames(tracks).summary()?.rocAUC
    }
    guard let before = try area(\.before), let after = try area(\.after) else { return nil }
    return (before, after)
  }
}

/// Where anomalies are in held-out videos, from a manifest.
struct HeldOutTruth {
  private var intervals: [String: [Range<Int>]] = [:]

  /// Finds the videos in a manifest, by their names without folders.
  ///
  /// - Throws: if one is not there, or its anomaly has no frames: all of them at once.
  init(_ path: String, videos: [URL]) throws {
    let known = Dictionary(try Manifest(file: path).videos.map { ($0.stem, $0) }) { first, _ in first }
    var problems: [String] = []
    for file in videos {
      let name = VideoName.stem(file.lastPathComponent)
      guard let video = known[name] else {
        problems.append("\(path) does not list \(file.lastPathComponent)")
        continue
      }
      if video.isAbnormal, video.intervals.isEmpty {
        problems.append("\(path) does not say where the anomaly of \(file.lastPathComponent) is")
      }
      intervals[name] = video.intervals
    }
    guard problems.isEmpty else { throw CommandError(problems.joined(separator: "; ")) }
  }

  /// The labels of the first frames of a video.
  func labels(_ file: URL, frames: Int) -> GroundTruth {
    GroundTruth(frames: frames, abnormal: intervals[VideoName.stem(file.lastPathComponent)] ?? [])
  }
}
