public import VigilCore

/// All measures of one detector on one set of videos.
public struct Evaluation: Sendable {
  /// A measure with its 95 % confidence interval over videos.
  public struct Estimate: Hashable, Sendable {
    /// The measure on all videos.
    public var value: Double
    /// The interval; nil if there are too few videos.
    public var interval: ClosedRange<Double>?
  }

  /// The videos of one class of anomaly.
  public struct Category: Hashable, Sendable {
    /// The class.
    public var name: String
    /// Its videos.
    public var videos: Int
    /// The frame-level AUC of its videos and all normal ones; nil without normal or abnormal frames.
    public var rocAUC: Double?
    /// The frame-level AUC of its videos alone.
    public var rocAUCWithin: Double?
    /// The average precision over the frames of its videos and all normal ones; nil without normal or abnormal frames.
    public var averagePrecision: Double?
  }

  /// One video.
  public struct Video: Hashable, Sendable {
    /// Its index among the tracks.
    public var track: Int
    /// The frame-level AUC within it; nil if all its frames have the same label.
    public var rocAUC: Double?
    /// The highest score.
    public var highest: Double
  }

  /// What was evaluated.
  public let tracks: [ScoreTrack]
  /// Counts of frames, and the areas under the curves.
  public let summary: RankedFrames.Summary
  /// The frame-level AUC, the measure that papers report.
  public let rocAUC: Estimate
  /// The area under the precision-recall curve.
  public let prAUC: Estimate
  /// The average precision.
  public let averagePrecision: Estimate
  /// The frame-level AUC on abnormal videos only, which easy normal videos cannot raise; nil if all their
  /// frames are abnormal.
  public let rocAUCAbnormalVideos: Estimate?
  /// The video-level AUC, with the mean of a video's three highest snippets as its score; nil without normal or abnormal videos.
  public let videoAUC: Double?
  /// The fraction of normal frames at or above the threshold.
  public let falseAlarmRate: Double
  /// The same in videos without any anomaly; nil if there are none.
  public let falseAlarmRateNormalVideos: Double?
  /// The fraction of the frames of videos without any anomaly that score at least 0.5, whatever the threshold: the false alarm
  /// rate that papers report (Sultani et al., CVPR 2018, section 4.3); nil if there are none.
  public let publishedFalseAlarmRate: Double?
  /// Alarms under the given rules.
  public let alarms: AlarmRates
  /// Alarms at thresholds from 0.01 to 0.99, all else equal.
  public let alarmCurve: [AlarmRates]
  /// The classes in alphabetical order; empty if none is known.
  public let categories: [Category]
  /// The videos in order.
  public let videos: [Video]
  /// The points of the curves.
  public let operatingPoints: [RankedFrames.Operating]
  /// How intervals were made.
  public let bootstrap: Bootstrap

  /// Evaluates tracks.
  ///
  /// - Throws: `oneClassOnly` if there are no normal or no abnormal frames.
  public init(
    _ tracks: [ScoreTrack], rules: EventRules = EventRules(), bootstrap: Bootstrap = Bootstrap()
  ) throws(EvaluationError) {
    let ranked = RankedFrames(tracks)
    guard let summary = ranked.summary() else {
      let kind = tracks.contains(where: \.isAbnormal) ? "normal" : "abnormal"
      throw EvaluationError(
        .oneClassOnly, "the ground truth has no \(kind) frame, so there is nothing to separate")
    }
    self.tracks = tracks
    self.summary = summary
    self.bootstrap = bootstrap
    let intervals = bootstrap.intervals(videos: tracks.count, measures: 3) { weights in
      let drawn = ranked.summary(weights: weights)
      return [drawn?.rocAUC, drawn?.prAUC, drawn?.averagePrecision]
    }
    rocAUC = Estimate(value: summary.rocAUC, interval: intervals[0])
    prAUC = Estimate(value: summary.prAUC, interval: intervals[1])
    averagePrecision = Estimate(value: summary.averagePrecision, interval: intervals[2])

    let (abnormal, normal) = (tracks.filter(\.isAbnormal), tracks.filter { !$0.isAbnormal })
    let rankedAbnormal = RankedFrames(abnormal)
    rocAUCAbnormalVideos = rankedAbnormal.summary().map { only in
      Estimate(
        value: only.rocAUC,
        interval: bootstrap.interval(videos: abnormal.count) {
          rankedAbnormal.summary(weights: $0)?.rocAUC
        })
    }
    videoAUC = try? RankedVideos(
      normal: normal.map { RankedVideos.score($0.scores) },
      abnormal: abnormal.map { RankedVideos.score($0.scores) }
    ).rocAUC
    falseAlarmRate = ranked.falseAlarmRate(threshold: Double(rules.threshold)) ?? 0
    let rankedNormal = RankedFrames(normal)
    falseAlarmRateNormalVideos = rankedNormal.falseAlarmRate(threshold: Double(rules.threshold))
    publishedFalseAlarmRate = rankedNormal.falseAlarmRate(threshold: 0.5)
    operatingPoints = ranked.operatingPoints()
    alarms = AlarmRates(tracks, rules: rules)
    alarmCurve = (1..<100).map { step in
      var varied = rules
      varied.threshold = Float(step) / 100
      return AlarmRates(tracks, rules: varied)
    }
    categories = Set(abnormal.compactMap(\.category)).sorted().map { name in
      let own = abnormal.filter { $0.category == name }
      let beside = RankedFrames(own + normal).summary()
      return Category(
        name: name, videos: own.count, rocAUC: beside?.rocAUC,
        rocAUCWithin: RankedFrames(own).summary()?.rocAUC, averagePrecision: beside?.averagePrecision)
    }
    videos = tracks.enumerated().map { place, track in
      Video(
        track: place, rocAUC: RankedFrames([track]).summary()?.rocAUC, highest: track.scores.max() ?? 0)
    }
  }

  /// The videos with the worst results, worst first: abnormal ones by their own AUC, normal ones by
  /// how close to 1 their highest score comes.
  public func worst(_ count: Int) -> [Video] {
    videos.sorted { error($0) > error($1) }.prefix(count).map { $0 }
  }

  private func error(_ video: Video) -> Double {
    tracks[video.track].isAbnormal ? 1 - (video.rocAUC ?? 1) : video.highest
  }

  /// The improvement of this detector's frame-level AUC over another's on the same videos, with
  /// an interval from drawing the same videos for both.
  ///
  /// - Throws: `lengthMismatch` if the videos or their ground truth differ.
  public func improvement(over other: Evaluation) throws(EvaluationError) -> Estimate {
    guard tracks.map(\.truth) == other.tracks.map(\.truth) else {
      throw EvaluationError(
        .lengthMismatch, "two detectors can be compared only on the same videos with the same ground truth")
    }
    let (own, others) = (RankedFrames(tracks), RankedFrames(other.tracks))
    return Estimate(
      value: summary.rocAUC - other.summary.rocAUC,
      interval: bootstrap.interval(videos: tracks.count) { weights in
        guard let first = own.summary(weights: weights), let second = others.summary(weights: weights) else {
          return nil
        }
        return first.rocAUC - second.rocAUC
      })
  }
}
