import VigilCore
import VigilDetection
import VigilEvaluation

extension EvaluationReport {
  /// Everything as one line of JSON; undefined values are `null`.
  public var json: String {
    var fields: [(key: String, value: String)] = [
      ("vigil", JSONText.string(vigil)), ("scores", JSONText.string(name)),
      ("ground_truth", JSONText.string(truth)),
      ("notes", JSONText.array(notes.map(JSONText.string))),
      ("videos", "\(evaluation.tracks.count)"),
      ("abnormal_videos", "\(evaluation.tracks.filter(\.isAbnormal).count)"),
      ("frames", "\(evaluation.summary.positives + evaluation.summary.negatives)"),
      ("abnormal_frames", "\(evaluation.summary.positives)"),
      ("snippets", "\(evaluation.tracks.reduce(0) { $0 + $1.scores.count })"),
    ]
    fields += Self.areas(evaluation)
    fields += [
      ("video_auc", Self.number(evaluation.videoAUC)),
      ("false_alarm_rate", JSONText.number(evaluation.falseAlarmRate)),
      ("false_alarm_rate_normal_videos", Self.number(evaluation.falseAlarmRateNormalVideos)),
      ("published_false_alarm_rate", Self.number(evaluation.publishedFalseAlarmRate)),
      ("alarms", Self.alarms(evaluation.alarms)),
      ("alarm_curve", JSONText.array(evaluation.alarmCurve.map(Self.alarms))),
      ("categories", JSONText.array(evaluation.categories.map(Self.category))),
      ("video_results", JSONText.array(evaluation.videos.map(video))),
      ("confidence", JSONText.number(evaluation.bootstrap.confidence)),
      ("resamples", "\(evaluation.bootstrap.resamples)"), ("seed", "\(evaluation.bootstrap.seed)"),
    ]
    if let smoothed {
      let measures = [("width_snippets", "\(smoothed.width)")] + Self.areas(smoothed.evaluation)
      fields.append(("smoothed", JSONText.object(measures)))
    }
    if let online { fields.append(("online", Self.online(online))) }
    if let comparison {
      let others =
        [("scores", JSONText.string(comparison.name))] + Self.areas(comparison.evaluation)
        + [
          ("alarms", Self.alarms(comparison.evaluation.alarms)),
          ("frame_auc_difference", JSONText.number(comparison.improvement.value)),
          ("frame_auc_difference_interval", Self.interval(comparison.improvement)),
        ]
      fields.append(("compared_with", JSONText.object(others)))
    }
    return JSONText.object(fields)
  }

  private static func online(_ online: Online) -> String {
    var fields =
      [("window_snippets", "\(online.window)")] + areas(online.evaluation)
      + [
        ("false_alarm_rate", JSONText.number(online.evaluation.falseAlarmRate)),
        ("alarms", alarms(online.evaluation.alarms)),
        ("alarm_curve", JSONText.array(online.evaluation.alarmCurve.map(alarms))),
        ("frame_auc_difference", JSONText.number(online.difference.value)),
        ("frame_auc_difference_interval", interval(online.difference)),
      ]
    if let difference = online.scores {
      let scores = difference.scores
      fields += [
        ("score_difference_mean", JSONText.number(scores.meanDifference)),
        ("score_difference_most", JSONText.number(scores.maximumDifference)),
        ("score_difference_most_video", JSONText.string(difference.video)),
        ("score_difference_most_snippet", "\(difference.snippet)"),
        ("score_correlation", number(scores.correlation)),
        ("snippets_fallen_below_threshold", "\(scores.fallenBelow)"),
        ("snippets_risen_above_threshold", "\(scores.risenAbove)"),
      ]
    }
    return JSONText.object(fields)
  }

  private static func areas(_ evaluation: Evaluation) -> [(key: String, value: String)] {
    [
      ("frame_auc", JSONText.number(evaluation.rocAUC.value)),
      ("frame_auc_interval", interval(evaluation.rocAUC)),
      ("pr_auc", JSONText.number(evaluation.prAUC.value)),
      ("pr_auc_interval", interval(evaluation.prAUC)),
      ("average_precision", JSONText.number(evaluation.averagePrecision.value)),
      ("average_precision_interval", interval(evaluation.averagePrecision)),
      ("frame_auc_abnormal_videos", number(evaluation.rocAUCAbnormalVideos?.value)),
      ("frame_auc_abnormal_videos_interval", evaluation.rocAUCAbnormalVideos.map(interval) ?? "null"),
    ]
  }

  private static func alarms(_ alarms: AlarmRates) -> String {
    JSONText.object([
      ("threshold", JSONText.number(alarms.rules.threshold)),
      ("hysteresis", JSONText.number(alarms.rules.hysteresis)),
      ("minimum_snippets", "\(alarms.rules.minimumLength)"),
      ("merge_gap_snippets", "\(alarms.rules.mergeGap)"),
      ("events", "\(alarms.events)"), ("false_alarms", "\(alarms.falseAlarms)"),
      ("camera_hours", JSONText.number(alarms.hours)),
      ("false_alarms_per_camera_hour", number(alarms.falseAlarmsPerHour)),
      ("anomalies", "\(alarms.anomalies)"), ("found", "\(alarms.found)"), ("recall", number(alarms.recall)),
      ("median_delay_seconds", number(alarms.medianDelay)), ("mean_delay_seconds", number(alarms.meanDelay)),
    ])
  }

  private static func category(_ category: Evaluation.Category) -> String {
    JSONText.object([
      ("name", JSONText.string(category.name)), ("videos", "\(category.videos)"),
      ("frame_auc", number(category.rocAUC)), ("frame_auc_within", number(category.rocAUCWithin)),
      ("average_precision", number(category.averagePrecision)),
    ])
  }

  private func video(_ video: Evaluation.Video) -> String {
    let track = evaluation.tracks[video.track]
    return JSONText.object([
      ("name", JSONText.string(track.name)), ("abnormal", "\(track.isAbnormal)"),
      ("frames", "\(track.truth.frames)"), ("frame_auc", Self.number(video.rocAUC)),
      ("highest_score", JSONText.number(video.highest)),
    ])
  }

  static func number(_ value: Double?) -> String { value.map(JSONText.number) ?? "null" }

  static func interval(_ estimate: Evaluation.Estimate) -> String {
    guard let interval = estimate.interval else { return "null" }
    return JSONText.array([JSONText.number(interval.lowerBound), JSONText.number(interval.upperBound)])
  }
}
