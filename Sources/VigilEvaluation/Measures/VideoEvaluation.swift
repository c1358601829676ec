/// How well a detector tells whole videos apart: what can be measured from labels of videos alone, without any interval.
///
/// A video is scored by the mean of its three highest snippets; see `RankedVideos`.
public struct VideoEvaluation: Sendable {
  /// The videos of one class of anomaly.
  public struct Category: Hashable, Sendable {
    /// The class.
    public var name: String
    /// Its videos.
    public var videos: Int
    /// The AUC over its videos and all normal ones.
    public var rocAUC: Double
  }

  /// What was evaluated, in the order in which it was given.
  public let tracks: [ScoreTrack]
  /// The score of each video.
  public let scores: [Double]
  /// How often an abnormal video has the higher score.
  public let rocAUC: Evaluation.Estimate
  /// The average precision over videos.
  public let averagePrecision: Evaluation.Estimate
  /// The mean binary cross-entropy of the scores of videos, each logarithm at least -100.
  public let crossEntropy: Double
  /// The fraction of the frames of normal videos that score at least 0.5, as papers report it.
  public let publishedFalseAlarmRate: Double?
  /// The classes in alphabetical order; empty if none is known.
  public let categories: [Category]
  /// How intervals were made.
  public let bootstrap: Bootstrap

  /// Evaluates tracks, of whose ground truth only counts whether any frame is abnormal.
  ///
  /// - Throws: `oneClassOnly` if there are no normal or no abnormal videos.
  public init(_ tracks: [ScoreTrack], bootstrap: Bootstrap = Bootstrap()) throws(EvaluationError) {
    self.tracks = tracks
    self.bootstrap = bootstrap
    let scores = tracks.map { RankedVideos.score($0.scores) }
    self.scores = scores
    let abnormal = tracks.map(\.isAbnormal)
    func scoresOfVideos(_ areAbnormal: Bool) -> [Double] {
      zip(scores, abnormal).filter { $1 == areAbnormal }.map(\.0)
    }
    crossEntropy = try RankedVideos(normal: scoresOfVideos(false), abnormal: scoresOfVideos(true))
      .crossEntropy
    var videos: [ScoreTrack] = []
    for (score, isAbnormal) in zip(scores, abnormal) {
      videos.append(
        try ScoreTrack(
          name: "a video", scores: [score], truth: GroundTruth(labels: [isAbnormal]), framesPerScore: 1))
    }
    let ranked = RankedFrames(videos)
    guard let summary = ranked.summary() else {
      throw EvaluationError(.oneClassOnly, "normal and abnormal videos are both needed")
    }
    let intervals = bootstrap.intervals(videos: videos.count, measures: 2) { weights in
      let drawn = ranked.summary(weights: weights)
      return [drawn?.rocAUC, drawn?.averagePrecision]
    }
    rocAUC = Evaluation.Estimate(value: summary.rocAUC, interval: intervals[0])
    averagePrecision = Evaluation.Estimate(value: summary.averagePrecision, interval: intervals[1])
    publishedFalseAlarmRate = RankedFrames(tracks.filter { !$0.isAbnormal }).falseAlarmRate(threshold: 0.5)
    categories = Set(zip(tracks, abnormal).filter(\.1).compactMap(\.0.category)).sorted().compactMap { name in
      let own = tracks.indices.filter { abnormal[$0] && tracks[$0].category == name }
      let normal = tracks.indices.filter { !abnormal[$0] }
      return RankedFrames((own + normal).map { videos[$0] }).summary().map {
        Category(name: name, videos: own.count, rocAUC: $0.rocAUC)
      }
    }
  }
}
