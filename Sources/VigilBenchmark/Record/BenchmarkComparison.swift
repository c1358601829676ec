import VigilCore
import VigilReport

/// Compares two benchmarks figure by figure: what is faster, what is slower, and what is only noise.
public struct BenchmarkComparison: Sendable {
  /// A setup in a scenario that both measured.
  public struct Pair: Sendable {
    /// The scenario.
    public var scenario: Scenario
    /// The setups of the first and of the second.
    public var first, second: Setup
    /// The figures that both have.
    public var figures: [FigureComparison]

    /// The kind of figure.
    public var title: String {
      "\(scenario.rawValue), \(first.name)" + (first.name == second.name ? "" : " against \(second.name)")
    }

    /// A row for each figure: what it is, the first, the second, the unit and the verdict.
    public var table: [[String]] {
      figures.map { [$0.kind.title, Figure.text($0.first), Figure.text($0.second), $0.kind.unit, $0.text] }
    }
  }

  /// The measurements in both.
  public var pairs: [Pair]
  /// Differences other than speed, a sentence each.
  public var warnings: [String]
  /// Measurements in only one of the two.
  public var unmatched: [String]

  /// Compares two records.
  ///
  /// Setups are matched by model, preprocessing and graph; if each side has one model only, by preprocessing and graph.
  /// - Throws: `nothingToCompare`.
  public init(_ first: BenchmarkRecord, _ second: BenchmarkRecord) throws(BenchmarkError) {
    let hasOneModel = [first, second].allSatisfy { Set($0.setups.map(\.model)).count == 1 }
    let isOneSetup = first.setups.count == 1 && second.setups.count == 1
    func matches(_ a: Setup, _ b: Setup) -> Bool {
      isOneSetup
        || a.preprocessing == b.preprocessing && a.hasFastStem == b.hasFastStem
          && (hasOneModel || a.model == b.model)
    }
    var pairs: [Pair] = []
    var rest = second.measurements
    var unmatched: [String] = []
    for one in first.measurements {
      guard
        let place = rest.firstIndex(where: { $0.scenario == one.scenario && matches(one.setup, $0.setup) })
      else {
        unmatched.append("only the first has \(one.scenario.rawValue) of \(one.setup.name)")
        continue
      }
      let other = rest.remove(at: place)
      let figures = one.figures.compactMap { figure in
        other[figure.kind].flatMap { FigureComparison(figure, $0) }
      }
      pairs.append(
        Pair(scenario: one.scenario, first: one.setup, second: other.setup, figures: figures))
    }
    unmatched += rest.map { "only the second has \($0.scenario.rawValue) of \($0.setup.name)" }
    guard pairs.contains(where: { !$0.figures.isEmpty }) else {
      throw BenchmarkError(
        .nothingToCompare,
        "the two benchmarks share no scenario with the same crops and preset; measure both in the same way"
      )
    }
    self.pairs = pairs
    self.unmatched = unmatched
    warnings = Self.differences(first, second) + pairs.flatMap(Self.differences)
    warnings = warnings.reduce(into: []) { if !$0.contains($1) { $0.append($1) } }
  }

  /// Checks for differences around the networks.
  private static func differences(_ first: BenchmarkRecord, _ second: BenchmarkRecord) -> [String] {
    var warnings: [String] = []
    func check(_ name: String, _ a: String, _ b: String) {
      if a != b { warnings.append("\(name) differs: \(a) and \(b)") }
    }
    check("the machine", first.system.line, second.system.line)
    check("the version of vigil", first.vigil, second.vigil)
    check("the video", "\(first.video.name)\(first.video.size)", "\(second.video.name)\(second.video.size)")
    check("the power mode", first.before.powerMode ?? "unknown", second.before.powerMode ?? "unknown")
    check(
      "the governor", first.before.governors.joined(separator: " "),
      second.before.governors.joined(separator: " "))
    check("the source of energy figures", first.energy.meter ?? "nothing", second.energy.meter ?? "nothing")
    let (a, b) = (first.conditions, second.conditions)
    check("the rate of cameras", Figure.text(a.framesPerSecond), Figure.text(b.framesPerSecond))
    check("the latency limit", Figure.text(a.latencyLimit), Figure.text(b.latencyLimit))
    check("the detector's window", "\(a.window)", "\(b.window)")
    check("the length of a measurement", "\(Figure.text(a.seconds)) s", "\(Figure.text(b.seconds)) s")
    check("the warm-up", "\(a.warmUp) snippets", "\(b.warmUp) snippets")
    func tried(_ conditions: BenchmarkConditions) -> String {
      conditions.cameras.map { "\($0) only" } ?? "up to \(conditions.mostCameras)"
    }
    check("the number of cameras tried", tried(a), tried(b))
    for (name, record) in [("first", first), ("second", second)] {
      let slowed = Set(record.measurements.flatMap(\.throttling)).sorted()
      if !slowed.isEmpty {
        warnings.append("the \(name) was throttled by \(slowed.joined(separator: ", "))")
      }
    }
    return warnings
  }

  /// Checks for differences between the networks of a pair and how they were run.
  private static func differences(_ pair: Pair) -> [String] {
    var warnings: [String] = []
    func check(_ name: String, _ a: String, _ b: String) {
      if a != b { warnings.append("\(name) differs: \(a) and \(b)") }
    }
    check("the model", pair.first.model, pair.second.model)
    check(
      "the weights", pair.first.networks.map { ($0.sha256 ?? $0.weights).prefix(12) }.joined(separator: " "),
      pair.second.networks.map { ($0.sha256 ?? $0.weights).prefix(12) }.joined(separator: " "))
    check("the precision", pair.first.precision, pair.second.precision)
    check(
      "the graph", pair.first.hasFastStem ? "fast first layers" : "plain",
      pair.second.hasFastStem ? "fast first layers" : "plain")
    check("the crops", "\(pair.first.preprocessing.crops)", "\(pair.second.preprocessing.crops)")
    check("the preset", pair.first.preprocessing.name, pair.second.preprocessing.name)
    let (first, second) = (pair.first.engine, pair.second.engine)
    check("the engine", "\(first.name) \(first.version)", "\(second.name) \(second.version)")
    // Records of earlier versions lack it.
    if let device = first.device, let other = second.device { check("the device", device, other) }
    check("the number of threads", "\(pair.first.threads)", "\(pair.second.threads)")
    check("the number of streams", "\(pair.first.streams)", "\(pair.second.streams)")
    return warnings
  }
}
