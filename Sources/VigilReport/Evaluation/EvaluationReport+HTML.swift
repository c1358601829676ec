import VigilCore
import VigilEvaluation

extension EvaluationReport {
  /// How many videos are shown with their scores.
  private static let shownVideos = 8

  /// A self-contained page: numbers, curves, classes, and the videos with the worst results.
  public var html: String {
    let sections = [
      header, warnings, tiles, curves, alarmSection, categorySection, worstSection, facts,
      "<footer>\(Markup.escaped("Vigil \(vigil)")). All numbers are in evaluation.json beside this page.</footer>",
    ]
    return HTMLPage(
      title: "Evaluation of \(name) – Vigil", body: sections.filter { !$0.isEmpty }.joined(separator: "\n")
    ).html
  }

  private var header: String {
    let abnormal = evaluation.tracks.filter(\.isAbnormal).count
    let frames = evaluation.summary.positives + evaluation.summary.negatives
    return """
      <header>
      <p>Vigil evaluated</p>
      <h1><bdi>\(Markup.escaped(name))</bdi></h1>
      <p class="verdict">Frame-level AUC \(NumberText.fixed(evaluation.rocAUC.value, decimals: 4)) on \
      \(NumberText.count(evaluation.tracks.count, "video")), \(NumberText.grouped(abnormal)) of them abnormal, with \
      \(NumberText.count(frames, "frame"))</p>
      </header>
      """
  }

  private var warnings: String {
    notes.map { "<p class=\"warning\">\(Markup.escaped($0))</p>" }.joined(separator: "\n")
  }

  private var tiles: String { "<dl class=\"tiles many\">\(lines.map(\.tile).joined())</dl>" }

  private var curves: String {
    """
    <section>
    <h2>Ranking of frames</h2>
    \(picture(rocChart, "roc"))
    \(picture(precisionChart, "precision"))
    <p class="note">Every frame has the score of its snippet. \
    \(percent(Double(evaluation.summary.positives) / Double(evaluation.summary.positives + evaluation.summary.negatives))) \
    of all frames are abnormal, which is the precision of guessing at random.</p>
    </section>
    """
  }

  private var alarmSection: String {
    """
    <section>
    <h2>Alarms</h2>
    \(picture(alarmChart, "alarms"))
    <p class="note">Events by threshold, with the hysteresis, minimum length and merge gap below. An anomaly is found if an \
    event shares a frame with it; an event that shares none with any is a false alarm.</p>
    </section>
    """
  }

  private var categorySection: String {
    let rows = categoryTable
    guard !rows.isEmpty else { return "" }
    return """
      <section>
      <h2>Classes of anomaly</h2>
      \(Markup.table(rows))
      </section>
      """
  }

  private var worstSection: String {
    guard evaluation.tracks.count > 1 else { return "" }
    let charts = evaluation.worst(Self.shownVideos).map { video in
      let track = evaluation.tracks[video.track]
      let verdict =
        video.rocAUC.map { "AUC \(NumberText.fixed($0, decimals: 3)) within the video" }
        ?? "highest score \(NumberText.fixed(video.highest, decimals: 3)), all frames "
        + (track.isAbnormal ? "abnormal" : "normal")
      return """
        <h3><bdi>\(Markup.escaped(track.name))</bdi>: \(verdict)</h3>
        \(picture(trackChart(video.track), "video\(video.track)", height: 200))
        """
    }
    return """
      <section>
      <h2>Where it goes wrong</h2>
      <p class="note">The videos with the lowest AUC, or normal ones with the highest score. Frames annotated as abnormal \
      are tinted.</p>
      \(charts.joined(separator: "\n"))
      </section>
      """
  }

  private var facts: String {
    let rules = evaluation.alarms.rules
    let bootstrap = evaluation.bootstrap
    var facts = [
      (online == nil ? "scores" : "model", name), ("ground truth", truth),
      (
        "events",
        "threshold \(threshold), hysteresis \(NumberText.trimmed(Double(rules.hysteresis), decimals: 3)), at least "
          + "\(NumberText.count(rules.minimumLength, "snippet")), merged over \(NumberText.count(rules.mergeGap, "snippet"))"
      ),
      (
        "intervals",
        "\(NumberText.trimmed(bootstrap.confidence * 100, decimals: 1)) % bootstrap over videos, \(NumberText.count(bootstrap.resamples, "resample")), "
          + "seed \(bootstrap.seed)"
      ),
    ]
    if let online {
      facts.append(("online", "each snippet from the last \(NumberText.count(online.window, "snippet"))"))
    }
    let items = facts.map { "<dt>\($0)</dt><dd>\(Markup.escaped($1))</dd>" }
    return """
      <section>
      <h2>Provenance</h2>
      <div class="facts"><div><dl>\(items.joined())</dl></div></div>
      </section>
      """
  }

  private func picture(_ chart: LineChart, _ identifier: String, height: Int = 320) -> String {
    """
    <div class="wide">\(chart.svg(width: 960, height: height, identifier: "wide-\(identifier)"))</div>
    <div class="narrow">\(chart.svg(width: 400, height: 280, identifier: "narrow-\(identifier)"))</div>
    """
  }
}
