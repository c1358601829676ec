import Foundation

/// How well whole videos are separated: all that can be measured if only video-level labels are known.
///
/// A video is scored by the mean of its highest snippet scores, as RTFM's training does (Tian et al., ICCV 2021, equation
/// 7): an anomaly is short, so the mean over all snippets would drown it, and a single snippet may be an accident.
public struct RankedVideos: Hashable, Sendable {
  /// The area under the receiver operating characteristic: how often an abnormal video has the higher score.
  public let rocAUC: Double
  /// The mean binary cross-entropy of the scores, which still distinguishes detectors with equal areas.
  public let crossEntropy: Double

  /// The mean of the `top` highest scores, or of all if there are fewer.
  ///
  /// - Precondition: there is at least one score.
  public static func score(_ scores: [Double], top: Int = 3) -> Double {
    precondition(!scores.isEmpty && top >= 1, "a video needs a score, and top must be at least 1")
    let highest = scores.sorted(by: >).prefix(top)
    return highest.reduce(0, +) / Double(highest.count)
  }

  /// Ranks the scores of videos, 0 (normal) to 1 (abnormal).
  ///
  /// - Throws: `oneClassOnly` if either kind is missing; `badValue` for a non-finite score.
  public init(normal: [Double], abnormal: [Double]) throws(EvaluationError) {
    var tracks: [ScoreTrack] = []
    for (scores, isAbnormal) in [(normal, false), (abnormal, true)] {
      for score in scores {
        tracks.append(
          try ScoreTrack(
            name: "a video", scores: [score], truth: GroundTruth(labels: [isAbnormal]), framesPerScore: 1))
      }
    }
    guard let summary = RankedFrames(tracks).summary() else {
      throw EvaluationError(.oneClassOnly, "normal and abnormal videos are both needed")
    }
    rocAUC = summary.rocAUC
    // As in PyTorch, a logarithm is at least -100, so that one confident mistake stays finite.
    let losses =
      normal.map { -max(log(1 - $0), -100) } + abnormal.map { -max(log($0), -100) }
    crossEntropy = losses.reduce(0, +) / Double(losses.count)
  }
}
