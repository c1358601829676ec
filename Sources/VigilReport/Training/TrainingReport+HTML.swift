import VigilCore

extension TrainingReport {
  /// A self-contained page: the result, the settings, and the curves.
  public var html: String {
    let sections = [
      header, warningSection, tiles, protocols, areaSection, lossSection, facts,
      "<footer>\(Markup.escaped("Vigil \(vigil)")). Every step is a line of training.jsonl beside this page.</footer>",
    ]
    return HTMLPage(
      title: "Training of \(model) – Vigil", body: sections.filter { !$0.isEmpty }.joined(separator: "\n")
    ).html
  }

  private var header: String {
    let verdict =
      picked.map {
        "The checkpoint of step \(NumberText.grouped($0.steps)) is kept, the best on held-out videos"
          + ($0.videoAUC.map { ": video-level AUC \(text($0))" } ?? "")
      } ?? "The last checkpoint is kept, as no videos were held out to choose one"
    return """
      <header>
      <p>Vigil trained</p>
      <h1><bdi>\(Markup.escaped(model))</bdi></h1>
      <p class="verdict">\(Markup.escaped(verdict))</p>
      </header>
      """
  }

  private var warningSection: String {
    warnings.map { "<p class=\"warning\">\(Markup.escaped($0))</p>" }.joined(separator: "\n")
  }

  private var tiles: String {
    var tiles = [
      (
        "Steps", NumberText.grouped(steps),
        steps < totalSteps ? "of \(NumberText.grouped(totalSteps)): stopped early" : "all of them"
      )
    ]
    if let picked, let area = picked.videoAUC {
      tiles.append(
        ("Held-out videos", text(area), "video-level AUC at step \(NumberText.grouped(picked.steps))"))
    }
    if let picked, let area = picked.testAUC {
      tiles.append(("Test, honest", text(area), "frame-level AUC at the step kept"))
    } else if let last = validations.last, let area = last.testAUC {
      tiles.append(("Test, last step", text(area), "frame-level AUC of the checkpoint kept"))
    }
    if let bestOnTest, let area = bestOnTest.testAUC {
      tiles.append(
        ("Test, as published", text(area), "the best of all, step \(NumberText.grouped(bestOnTest.steps))"))
    }
    if let rate {
      tiles.append(
        ("Speed", NumberText.fixed(rate, decimals: rate < 10 ? 2 : 1), "steps/s without validation"))
    }
    tiles.append(
      (
        "Took", TimeText.length(seconds),
        validationSeconds > 0 ? "\(TimeText.length(validationSeconds)) of it validation" : "all runs together"
      ))
    let cells = tiles.map { name, value, note in
      "<div><dt>\(name)</dt><dd>\(value)<small>\(note)</small></dd></div>"
    }
    return "<dl class=\"tiles\(tiles.count > 4 ? " many" : "")\">\(cells.joined())</dl>"
  }

  /// The two ways to report one number for a training, side by side.
  private var protocols: String {
    guard let bestOnTest, let best = bestOnTest.testAUC else { return "" }
    func row(_ name: String, _ checkpoint: (steps: Int, area: Double)?, _ detail: String) -> String {
      let step = checkpoint.map { NumberText.grouped($0.steps) } ?? "–"
      let area = checkpoint.map { text($0.area) } ?? "–"
      return
        "<tr><td>\(name)</td><td class=\"number\">\(step)</td><td class=\"number\">\(area)</td><td>\(detail)</td></tr>"
    }
    let honest = picked.flatMap { checkpoint in checkpoint.testAUC.map { (steps: checkpoint.steps, area: $0) }
    }
    let last = validations.last.flatMap { found in found.testAUC.map { (steps: found.steps, area: $0) } }
    let rows = [
      row("honest", honest, "chosen on held-out videos; no label of the test set was used"),
      row(
        "published", (steps: bestOnTest.steps, area: best),
        "chosen on the test set itself, as papers do; optimistic"),
      row("last", last, "the last checkpoint that was measured"),
    ]
    return """
      <section>
      <h2>Frame-level AUC on the test set, by how the checkpoint is chosen</h2>
      <table>
      <thead><tr><th>protocol</th><th class="number">step</th><th class="number">AUC</th><th>what it means</th></tr></thead>
      <tbody>\(rows.joined(separator: "\n"))</tbody>
      </table>
      </section>
      """
  }

  private var areaSection: String {
    guard let areaChart else { return "" }
    return """
      <section>
      <h2>Validation</h2>
      \(picture(areaChart, "areas"))
      <p class="note">A held-out video has the mean of its three highest snippet scores; every frame of the test set has the \
      score of its snippet. Videos are scored whole.</p>
      </section>
      """
  }

  private var lossSection: String {
    guard steps > 0 else { return "" }
    let bin = curve.condensed(to: 240).first?.count ?? 1
    let smoothed =
      bin > 1
      ? " Lines are means of \(NumberText.count(bin, "step")), the tint spans the lowest to the highest loss."
      : ""
    return """
      <section>
      <h2>Loss</h2>
      <h3>The sum, and its largest term</h3>
      \(picture(lossChart, "loss"))
      <h3>Cross-entropy</h3>
      \(picture(crossEntropyChart, "entropy"))
      <h3>The small terms</h3>
      \(picture(smallTermsChart, "small", height: 240))
      <p class="note">Terms as they enter the sum.\(smoothed) Where held-out videos get worse while training segments get \
      better, the detector overfits.</p>
      </section>
      """
  }

  private var facts: String {
    let tables = tables.map { table in
      let items = table.rows.map { "<dt>\(Markup.escaped($0.name))</dt><dd>\(Markup.escaped($0.value))</dd>" }
      return "<div><h3>\(Markup.escaped(table.title))</h3><dl>\(items.joined())</dl></div>"
    }
    guard !tables.isEmpty else { return "" }
    return """
      <section>
      <h2>Provenance</h2>
      <div class="facts">\(tables.joined(separator: "\n"))</div>
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
