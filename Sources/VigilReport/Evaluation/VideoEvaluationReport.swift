import VigilCore
public import VigilEvaluation

/// The report of an evaluation by labels of whole videos: as a page, as JSON, and in a few lines.
public struct VideoEvaluationReport: EvaluationResult {
  /// The name of the scores or the model.
  public var name: String
  /// Where the labels come from.
  public var truth: String
  /// The evaluation.
  public var evaluation: VideoEvaluation
  /// Assumptions that had to be made about the files.
  public var notes: [String]
  /// The version of Vigil.
  public var vigil: String

  /// Makes a report.
  public init(name: String, truth: String, evaluation: VideoEvaluation, notes: [String] = [], vigil: String) {
    self.name = name
    self.truth = truth
    self.evaluation = evaluation
    self.notes = notes
    self.vigil = vigil
  }

  /// The headline numbers.
  public var lines: [ResultLine] {
    func line(_ name: String, _ estimate: Evaluation.Estimate) -> ResultLine {
      ResultLine(
        name: name, value: NumberText.fixed(estimate.value, decimals: 4),
        detail: estimate.interval?.text ?? "")
    }
    let abnormal = evaluation.tracks.count(where: \.isAbnormal)
    var lines = [
      line("video-level AUC", evaluation.rocAUC),
      line("video-level average precision", evaluation.averagePrecision),
      ResultLine(
        name: "videos", value: "\(evaluation.tracks.count)",
        detail: "\(abnormal) abnormal; a video's score is the mean of its three highest snippets"),
    ]
    if let rate = evaluation.publishedFalseAlarmRate {
      lines.append(
        ResultLine(
          name: "false alarm rate", value: "\(NumberText.fixed(rate * 100, decimals: 2)) %",
          detail: "as published: frames of normal videos at 0.5 or above"))
    }
    return lines
  }

  /// The headline numbers and the classes of anomaly.
  public var text: [String] {
    TextTable.lines(lines.map { [$0.name, $0.value, $0.detail] })
      + (categoryTable.isEmpty ? [] : [""] + TextTable.lines(categoryTable, numeric: [1, 2]))
  }

  private var categoryTable: [[String]] {
    guard !evaluation.categories.isEmpty else { return [] }
    return [["class", "videos", "AUC with all normal videos"]]
      + evaluation.categories.map {
        [$0.name, "\($0.videos)", NumberText.fixed($0.rocAUC, decimals: 4)]
      }
  }

  /// Everything as one line of JSON; undefined values are `null`.
  public var json: String {
    let videos = zip(evaluation.tracks, evaluation.scores).map { track, score in
      JSONText.object([
        ("name", JSONText.string(track.name)), ("abnormal", "\(track.isAbnormal)"),
        ("score", JSONText.number(score)),
      ])
    }
    let categories = evaluation.categories.map {
      JSONText.object([
        ("name", JSONText.string($0.name)), ("videos", "\($0.videos)"),
        ("video_auc", JSONText.number($0.rocAUC)),
      ])
    }
    return JSONText.object([
      ("vigil", JSONText.string(vigil)), ("scores", JSONText.string(name)),
      ("ground_truth", JSONText.string(truth)),
      ("notes", JSONText.array(notes.map(JSONText.string))),
      ("videos", "\(evaluation.tracks.count)"),
      ("abnormal_videos", "\(evaluation.tracks.count(where: \.isAbnormal))"),
      ("video_auc", JSONText.number(evaluation.rocAUC.value)),
      ("video_auc_interval", EvaluationReport.interval(evaluation.rocAUC)),
      ("video_average_precision", JSONText.number(evaluation.averagePrecision.value)),
      ("video_average_precision_interval", EvaluationReport.interval(evaluation.averagePrecision)),
      ("video_cross_entropy", JSONText.number(evaluation.crossEntropy)),
      ("published_false_alarm_rate", EvaluationReport.number(evaluation.publishedFalseAlarmRate)),
      ("categories", JSONText.array(categories)), ("video_results", JSONText.array(videos)),
      ("confidence", JSONText.number(evaluation.bootstrap.confidence)),
      ("resamples", "\(evaluation.bootstrap.resamples)"), ("seed", "\(evaluation.bootstrap.seed)"),
    ])
  }

  /// A self-contained page: numbers, classes, and every video by its score.
  public var html: String {
    let ranked = zip(evaluation.tracks, evaluation.scores).sorted { $0.1 > $1.1 }.map { track, score in
      [
        track.name, track.isAbnormal ? track.category ?? "abnormal" : "normal",
        NumberText.fixed(score, decimals: 4),
      ]
    }
    let classes =
      categoryTable.isEmpty
      ? "" : "<section>\n<h2>Classes of anomaly</h2>\n\(Markup.table(categoryTable))\n</section>"
    let sections = [
      """
      <header>
      <p>Vigil evaluated</p>
      <h1><bdi>\(Markup.escaped(name))</bdi></h1>
      <p class="verdict">Video-level AUC \(NumberText.fixed(evaluation.rocAUC.value, decimals: 4)), by labels of whole videos from \
      \(Markup.escaped(truth))</p>
      </header>
      """,
      notes.map { "<p class=\"warning\">\(Markup.escaped($0))</p>" }.joined(separator: "\n"),
      "<dl class=\"tiles\">\(lines.map(\.tile).joined())</dl>", classes,
      "<section>\n<h2>Videos</h2>\n\(Markup.table([["video", "label", "score"]] + ranked))\n</section>",
      "<footer>\(Markup.escaped("Vigil \(vigil)")). All numbers are in evaluation.json beside this page.</footer>",
    ]
    return HTMLPage(
      title: "Evaluation of \(name) – Vigil", body: sections.filter { !$0.isEmpty }.joined(separator: "\n")
    ).html
  }
}
