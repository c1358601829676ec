import VigilCore
import VigilReport

extension BenchmarkReport {
  /// A self-contained page: the table of the paper, every figure, the pictures, and how it was measured.
  public var html: String {
    let sections =
      [header, tiles, mainTable] + Scenario.allCases.map(section) + [facts]
      + [
        "<footer>Vigil \(Markup.escaped(record.vigil)). Every value of every round is in benchmark.json.</footer>"
      ]
    return HTMLPage(
      title: "Benchmark – Vigil", body: sections.filter { !$0.isEmpty }.joined(separator: "\n")
    ).html
  }

  private var header: String {
    """
    <header>
    <p>Vigil measured</p>
    <h1><bdi>\(Markup.escaped(record.system.processor))</bdi></h1>
    <p>\(Markup.escaped("\(record.system.line); \(record.date)"))</p>
    </header>
    """
  }

  /// The best measurements.
  private var tiles: String {
    var tiles: [(String, String, String)] = []
    func best(_ scenario: Scenario, _ kind: FigureKind, _ title: String, _ note: String) {
      let values = record.setups.compactMap { setup in
        record[setup, scenario]?[kind]?.median.map { (value: $0, setup: setup) }
      }
      let found =
        kind.better == .higher ? values.max { $0.value < $1.value } : values.min { $0.value < $1.value }
      guard let found else { return }
      let name = values.count > 1 ? "; \(found.setup.title), crops: \(found.setup.preprocessing.crops)" : ""
      tiles.append((title, Figure.text(found.value), note + name))
    }
    best(.offline, .framesPerSecond, "Speed", "scored frames/s")
    best(.singleStream, .latency99, "Latency", "ms, 99 of 100 snippets")
    best(
      .multiStream, .cameras, "Cameras",
      "of \(Figure.text(record.conditions.framesPerSecond)) frames/s sustained")
    best(.offline, .peakMemory, "Memory", "MiB, peak")
    best(.offline, .energyPerSnippet, "Energy", "J a snippet above idle")
    guard !tiles.isEmpty else { return "" }
    let cells = tiles.map { title, value, note in
      "<div><dt>\(title)</dt><dd>\(Markup.escaped(value))<small>\(Markup.escaped(note))</small></dd></div>"
    }
    return "<dl class=\"tiles\(tiles.count > 4 ? " many" : "")\">\(cells.joined())</dl>"
  }

  private var mainTable: String {
    let rows = record.tableRows
    return """
      <section>
      <h2>As in the paper's Table 5</h2>
      \(table(rows, firstNumber: 3))
      <p class="note">\(Markup.escaped(PublishedResult.caveat))</p>
      </section>
      """
  }

  private func section(_ scenario: Scenario) -> String {
    guard let rows = record.figureRows(scenario) else { return "" }
    var parts = [
      "<h2>\(scenario.title)</h2>",
      "<p class=\"note\">\(Markup.escaped(scenario.explanation(record.conditions)))</p>",
    ]
    switch scenario {
    case .offline: parts += roundChart.map { [picture($0, "rounds", height: 240)] } ?? []
    case .singleStream: parts += latencyChart.map { [picture($0, "latency")] } ?? []
    case .multiStream: parts += cameraChart.map { [picture($0, "cameras")] } ?? []
    case .stages: parts.append(stageBars)
    }
    parts.append(table(rows, firstNumber: 2))
    return "<section>\n\(parts.joined(separator: "\n"))\n</section>"
  }

  /// The stages of each setup as bars, the longest full.
  private var stageBars: String {
    record.setups.compactMap { setup -> String? in
      guard let found = record[setup, .stages] else { return nil }
      let times = FigureKind.stages.compactMap { kind in found[kind]?.median.map { (kind, $0) } }
      let longest = max(times.map(\.1).max() ?? 0, 1e-9)
      let rows = times.map { kind, time in
        let width = NumberText.fixed(100 * time / longest, decimals: 1)
        return "<tr><td>\(kind.title)</td><td class=\"peak\"><svg class=\"meter\" viewBox=\"0 0 100 8\" "
          + "preserveAspectRatio=\"none\"><rect class=\"track\" width=\"100\" height=\"8\"/>"
          + "<rect class=\"value\" width=\"\(width)\" height=\"8\"/></svg></td>"
          + "<td class=\"number\">\(Figure.text(time)) ms</td></tr>"
      }
      return "<h3>\(Markup.escaped(setup.name))</h3>\n<table>\(rows.joined())</table>"
    }.joined(separator: "\n")
  }

  private var facts: String {
    let conditions = record.conditions
    var rows = [
      ("machine", record.system.line),
      ("instructions", record.system.features.joined(separator: " ")),
      ("video", record.video.name + record.video.size),
      ("energy", record.energy.line),
      ("rounds", "\(record.rounds) of \(conditions.rounds), each measurement a process of its own"),
      ("each at least", "\(Figure.text(conditions.seconds)) s after \(conditions.warmUp) snippets"),
      ("idle before each", "\(Figure.text(conditions.coolDown)) s"),
    ]
    if let graphics = record.graphics { rows.append(("GPU", graphics.line)) }
    rows += record.before.lines(after: record.after).map { ("state", $0) }
    for setup in record.setups {
      rows.append(
        (
          "setup",
          "\(setup.name): \(setup.engine.line), \(setup.threads) threads in "
            + "\(setup.streams) streams"
        ))
      for network in setup.networks {
        rows.append(
          (network.role, "\(network.architecture), \(network.weights) \(network.sha256 ?? "untrained")"))
      }
    }
    rows.append(("command", record.command))
    let items = rows.map { "<dt>\(Markup.escaped($0.0))</dt><dd>\(Markup.escaped($0.1))</dd>" }
    return """
      <section>
      <h2>How it was measured</h2>
      <div class="facts"><div><dl>\(items.joined())</dl></div></div>
      </section>
      """
  }

  private func table(_ rows: [[String]], firstNumber: Int) -> String {
    func cells(_ row: [String], _ tag: String) -> String {
      row.enumerated().map { column, text in
        "<\(tag)\(column >= firstNumber ? " class=\"number\"" : "")>\(Markup.escaped(text))</\(tag)>"
      }.joined()
    }
    let body = rows.dropFirst().map { "<tr>\(cells($0, "td"))</tr>" }
    return "<div class=\"scroll\"><table>\n<thead><tr>\(cells(rows[0], "th"))</tr></thead>\n"
      + "<tbody>\(body.joined(separator: "\n"))</tbody>\n</table></div>"
  }

  private func picture(_ chart: LineChart, _ identifier: String, height: Int = 320) -> String {
    """
    <div class="wide">\(chart.svg(width: 960, height: height, identifier: "wide-\(identifier)"))</div>
    <div class="narrow">\(chart.svg(width: 400, height: 280, identifier: "narrow-\(identifier)"))</div>
    """
  }
}
