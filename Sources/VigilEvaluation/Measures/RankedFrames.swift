/// The frames of several videos in the order of their scores, the basis of all ranking measures.
///
/// Frames that share a score are a tie, and measures do not depend on their order. Counting is exact.
public struct RankedFrames: Sendable {
  /// How well scores separate abnormal frames from normal ones.
  public struct Summary: Hashable, Sendable {
    /// Abnormal frames.
    public var positives: Int
    /// Normal frames.
    public var negatives: Int
    /// The area under the receiver operating characteristic.
    public var rocAUC: Double
    /// The area under the precision-recall curve, by trapezoids as in scikit-learn's `auc` of its
    /// `precision_recall_curve`.
    public var prAUC: Double
    /// Precision averaged over the steps of recall (scikit-learn's `average_precision_score`).
    public var averagePrecision: Double
  }

  /// One point of the curves: everything with at least this score is called abnormal.
  public struct Operating: Hashable, Sendable {
    /// The score.
    public var threshold: Double
    /// The false positive rate: the fraction of normal frames that is called abnormal.
    public var falsePositiveRate: Double
    /// Recall: the fraction of abnormal frames that is found.
    public var truePositiveRate: Double
    /// Precision: the fraction of frames called abnormal that is abnormal.
    public var precision: Double
  }

  /// Frames of one video with the same score.
  private struct Group {
    var score: Double
    var video: Int32
    var positives: Int32
    var negatives: Int32
  }

  private let groups: [Group]
  /// The number of videos.
  public let videos: Int

  /// Ranks the frames of tracks.
  public init(_ tracks: [ScoreTrack]) {
    var groups: [Group] = []
    groups.reserveCapacity(tracks.reduce(0) { $0 + $1.scores.count })
    for (video, track) in tracks.enumerated() {
      for (index, score) in track.scores.enumerated() {
        let frames = track.frames(of: index)
        let positives = track.truth.abnormalFrames(in: frames)
        groups.append(
          Group(
            score: score, video: Int32(video), positives: Int32(positives),
            negatives: Int32(frames.count - positives)))
      }
    }
    self.groups = groups.sorted { $0.score > $1.score }
    videos = tracks.count
  }

  /// The measures; nil if there are only normal or only abnormal frames.
  ///
  /// - Parameter weights: how many times each video counts; once each if nil.
  public func summary(weights: [Int]? = nil) -> Summary? {
    precondition(weights.map { $0.count == videos } ?? true, "every video needs a weight")
    var (found, wrong) = (0, 0)
    var doubledArea = 0
    // Sums over the steps of recall, divided by the number of positives at the end.
    var (steps, trapezoids, precision) = (0.0, 0.0, 1.0)
    forEachStep(weights) { _, positives, negatives in
      doubledArea += negatives * (2 * found + positives)
      found += positives
      wrong += negatives
      guard found + wrong > 0 else { return }
      let next = Double(found) / Double(found + wrong)
      steps += Double(positives) * next
      trapezoids += Double(positives) * (next + precision) / 2
      precision = next
    }
    guard found > 0, wrong > 0 else { return nil }
    return Summary(
      positives: found, negatives: wrong,
      rocAUC: Double(doubledArea) / 2 / Double(found) / Double(wrong), prAUC: trapezoids / Double(found),
      averagePrecision: steps / Double(found))
  }

  /// The curves at about `most` thresholds, including the ends; empty if all frames have the same label.
  public func operatingPoints(most: Int = 400) -> [Operating] {
    guard let total = summary() else { return [] }
    var points: [Operating] = []
    var (found, wrong, counted) = (0, 0, 0)
    let every = max(1, (total.positives + total.negatives) / max(1, most))
    forEachStep(nil) { score, positives, negatives in
      found += positives
      wrong += negatives
      guard
        found + wrong >= counted + every || points.isEmpty
          || found + wrong == total.positives + total.negatives
      else { return }
      counted = found + wrong
      points.append(
        Operating(
          threshold: score, falsePositiveRate: Double(wrong) / Double(total.negatives),
          truePositiveRate: Double(found) / Double(total.positives),
          precision: Double(found) / Double(found + wrong)))
    }
    return points
  }

  /// The fraction of normal frames whose score is at least a threshold; nil without normal frames.
  public func falseAlarmRate(threshold: Double) -> Double? {
    var (wrong, normal) = (0, 0)
    for group in groups {
      normal += Int(group.negatives)
      if group.score >= threshold { wrong += Int(group.negatives) }
    }
    return normal > 0 ? Double(wrong) / Double(normal) : nil
  }

  /// Calls for every different score, from the highest, with the frames that have it.
  private func forEachStep(
    _ weights: [Int]?, _ body: (_ score: Double, _ positives: Int, _ negatives: Int) -> Void
  ) {
    var index = 0
    while index < groups.count {
      let score = groups[index].score
      var (positives, negatives) = (0, 0)
      while index < groups.count, groups[index].score == score {
        let weight = weights?[Int(groups[index].video)] ?? 1
        positives += weight * Int(groups[index].positives)
        negatives += weight * Int(groups[index].negatives)
        index += 1
      }
      body(score, positives, negatives)
    }
  }
}
