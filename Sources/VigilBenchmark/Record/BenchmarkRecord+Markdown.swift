import VigilCore
import VigilReport

extension Figure {
  /// Three significant digits, or whole numbers if there are more.
  public static func text(_ value: Double) -> String {
    let decimals =
      switch abs(value) {
      case 100...: 0
      case 10..<100: 1
      case 1..<10: 2
      default: 3
      }
    return NumberText.trimmed(value, decimals: decimals)
  }

  /// The median, with the lowest and highest of several rounds.
  public var text: String {
    guard let order = Percentiles(samples) else { return "–" }
    let middle = Self.text(order.median)
    let (low, high) = (Self.text(order(0)), Self.text(order(1)))
    return low == high ? middle : "\(middle) (\(low) to \(high))"
  }
}

extension BenchmarkRecord {
  /// The record as Markdown: a table in the form of the paper's Table 5, then every figure.
  public var markdown: String {
    ([facts] + [Self.table(tableRows), PublishedResult.caveat] + Scenario.allCases.compactMap(table))
      .joined(separator: "\n\n") + "\n"
  }

  private var facts: String {
    var lines = [
      "# Vigil benchmark", "",
      "- machine: \(system.line)",
      "- video: \(video.name)\(video.size)",
      "- vigil \(vigil), \(date), \(NumberText.count(rounds, "round"))"
        + (rounds < conditions.rounds ? " of \(conditions.rounds): stopped early" : ""),
      "- energy: \(energy.line)",
    ]
    if let graphics { lines.append("- GPU: \(graphics.line)") }
    lines += before.lines(after: after).map { "- \($0)" }
    return lines.joined(separator: "\n")
  }

  /// The paper's Table 5 with the results of this machine, and the published rows; the first row names the columns.
  var tableRows: [[String]] {
    var rows = [
      [
        "model", "device", "optimised", "crops", "RAM GB", "frames/s", "latency p50 / p99 ms", "power W",
        "cameras",
      ]
    ]
    for setup in setups {
      let (offline, single) = (self[setup, .offline], self[setup, .singleStream])
      let latency = [FigureKind.latency50, .latency99].map { kind in
        single?[kind]?.median.map { Figure.text($0) } ?? "–"
      }
      rows.append([
        setup.title, "this machine", setup.optimisation, "\(setup.preprocessing.crops)",
        (offline ?? single)?[.peakMemory]?.median.map { NumberText.fixed($0 * 1048576 / 1e9, decimals: 2) }
          ?? "–",
        offline?[.framesPerSecond]?.text ?? "–", latency.joined(separator: " / "),
        offline?[.power]?.text ?? "–", cameras(setup),
      ])
    }
    for published in PublishedResult.all {
      rows.append([
        "paper", published.device, published.isOptimised ? "Torch-TensorRT" : "no", "10",
        NumberText.fixed(published.memory, decimals: 2),
        "\(NumberText.fixed(published.scoredFramesPerSecond, decimals: 1)) "
          + "(\(NumberText.fixed(published.framesPerSecond, decimals: 2)))", "–", "–", "–",
      ])
    }
    return rows
  }

  /// The number of cameras sustained, as far as tried.
  func cameras(_ setup: Setup) -> String {
    let measured = self[setup, .multiStream]
    if let tried = conditions.cameras, let trials = measured?.trials {
      switch trials.count(where: { $0.contains(where: \.holds) }) {
      case trials.count: return "\(tried) or more"
      case 0: return "fewer than \(tried)"
      case let held: return "\(tried) in \(held) of \(NumberText.count(trials.count, "round"))"
      }
    }
    guard let figure = measured?[.cameras] else { return "–" }
    return figure.text + (figure.samples.max() == Double(conditions.mostCameras) ? " or more" : "")
  }

  /// Every figure of a scenario, the first row naming the setups; nil if it was not measured.
  func figureRows(_ scenario: Scenario) -> [[String]]? {
    let found = measurements.filter { $0.scenario == scenario }
    guard !found.isEmpty else { return nil }
    let kinds = FigureKind.allCases.filter { kind in
      found.contains { $0[kind] != nil } || kind == .cameras && scenario == .multiStream
    }
    return [["figure", "unit"] + found.map(\.setup.name)]
      + kinds.map { kind in
        [kind.title, kind.unit]
          + found.map { kind == .cameras ? cameras($0.setup) : $0[kind]?.text ?? "–" }
      }
  }

  private func table(_ scenario: Scenario) -> String? {
    guard let rows = figureRows(scenario) else { return nil }
    let found = measurements.filter { $0.scenario == scenario }
    let slowed = Set(found.flatMap(\.throttling)).sorted()
    return "## \(scenario.title)\n\n\(scenario.explanation(conditions))\n\n" + Self.table(rows)
      + (slowed.isEmpty ? "" : "\n\nThe machine was throttled: \(slowed.joined(separator: ", ")).")
  }

  private static func table(_ rows: [[String]]) -> String {
    let lines = rows.map { row in
      "| " + row.map { $0.split(separator: "|").joined(separator: "/") }.joined(separator: " | ") + " |"
    }
    let rule = "|" + String(repeating: "---|", count: rows[0].count)
    return ([lines[0], rule] + lines.dropFirst()).joined(separator: "\n")
  }
}

extension Setup {
  /// The paper's column "with and without TensorRT", in Vigil's terms.
  var optimisation: String {
    guard isOptimised else { return "no" }
    var parts = precision == "fp32" ? [] : [precision]
    if hasFastStem { parts.append("fast first layers") }
    return parts.joined(separator: ", ")
  }
}

extension SourceDescription {
  /// `, 320x240, 25 frames/s, h264`.
  var size: String {
    var text = ""
    if let width, let height { text += ", \(width)x\(height)" }
    if let framesPerSecond { text += ", \(NumberText.trimmed(framesPerSecond, decimals: 2)) frames/s" }
    if let codec { text += ", \(codec)" }
    return text
  }
}

extension Scenario {
  /// The title.
  var title: String {
    switch self {
    case .offline: "Offline"
    case .singleStream: "Single stream"
    case .multiStream: "Multi stream"
    case .stages: "Stages"
    }
  }

  /// How it was measured, in a sentence.
  func explanation(_ conditions: BenchmarkConditions) -> String {
    let rate = "\(NumberText.trimmed(conditions.framesPerSecond, decimals: 2)) frames/s"
    return switch self {
    case .offline:
      "A recording as fast as possible. Frames count when they are scored; start-up and "
        + "\(NumberText.count(conditions.warmUp, "snippet")) of warm-up do not."
    case .singleStream:
      "One camera at \(rate). Latency is from the scheduled arrival of a snippet's last frame to its score; "
        + "that of any frame adds the wait for the snippet's end."
    case .multiStream:
      (conditions.cameras.map { "\($0) cameras at \(rate), which count as sustained if" }
        ?? "As many cameras at \(rate) as the machine sustains:")
        + " every frame is scored, 99 of 100 snippets within "
        + "\(NumberText.trimmed(conditions.latencyLimit * 1000, decimals: 0)) ms. Figures are for that number."
    case .stages: "Each stage alone, milliseconds a snippet. In the pipeline they overlap."
    }
  }
}

extension MachineState {
  /// Lines about clocks, power mode, heat and throttling.
  func lines(after: MachineState) -> [String] {
    var lines: [String] = []
    var clocks = governors.isEmpty ? [] : ["governor \(governors.joined(separator: ", "))"]
    if let clock {
      clocks.append("\(Figure.text(clock)) MHz before, \(after.clock.map(Figure.text) ?? "–") after")
    }
    if let highestClock { clocks.append("at most \(Figure.text(highestClock))") }
    if let powerMode { clocks.append("power mode \(powerMode)") }
    lines.append("clocks: " + (clocks.isEmpty ? "not reported" : clocks.joined(separator: ", ")))
    if let hottest {
      lines.append(
        "hottest: \(Figure.text(hottest)) °C before, \(after.hottest.map(Figure.text) ?? "–") after")
    }
    let slowed = Set(throttling + after.throttling).sorted()
    if !slowed.isEmpty { lines.append("throttled by: \(slowed.joined(separator: ", "))") }
    if let throttleCount, let then = after.throttleCount, then > throttleCount {
      lines.append("throttled by heat \(NumberText.grouped(Int(then - throttleCount))) times")
    }
    return lines
  }
}
