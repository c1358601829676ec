/// One scenario measured once, in a process of its own.
public struct ScenarioRound: Hashable, Sendable, Codable {
  /// One trial with a number of cameras.
  public struct Trial: Hashable, Sendable, Codable {
    /// The number of cameras.
    public var cameras: Int
    /// The 99th percentile of the latency in milliseconds; nil if nothing was scored.
    public var latency99: Double?
    /// The fraction of the frames that was scored.
    public var scoredShare: Double
    /// Whether all frames were scored, and soon enough.
    public var holds: Bool

    private enum CodingKeys: String, CodingKey {
      case cameras, holds
      case latency99 = "latency_p99"
      case scoredShare = "scored_share"
    }
  }

  /// A value of a kind.
  struct Value: Hashable, Sendable, Codable {
    var kind: FigureKind
    var value: Double
  }

  /// The scenario.
  public var scenario: Scenario
  /// The setup.
  public var setup: Setup
  var values: [Value] = []
  /// Latencies in milliseconds: the minimum, the 99 percentiles and the maximum.
  public var latencies: [Double]?
  /// The trials of a search for the number of cameras.
  public var trials: [Trial]?
  /// The readings of the meters; nil if nothing ran long enough.
  public var sampling: MeterSampling.Outcome?
  /// Snippets scored during the readings.
  var snippets = 0
  /// Cameras running during the readings; nil for a recording.
  var cameras: Int?

  /// A recording.
  public init(_ outcome: Throughput.Outcome, setup: Setup) {
    self.init(.offline, setup: setup)
    snippets = outcome.snippets
    let sampling = outcome.sampling
    set(.framesPerSecond, Double(outcome.frames) / sampling.seconds)
    set(.snippetsPerSecond, Double(outcome.snippets) / sampling.seconds)
    set(.firstScore, outcome.firstScore)
    set(.snippets, Double(snippets))
    set(.cpuPerSnippet, sampling.cpuSeconds / Double(outcome.snippets))
    take(sampling)
  }

  /// One camera.
  public init(_ outcome: CameraTrial.Outcome, framesPerSecond: Double, setup: Setup) {
    self.init(.singleStream, outcome, framesPerSecond: framesPerSecond, setup: setup)
  }

  /// As many cameras as the machine sustains.
  ///
  /// - Parameters:
  ///   - best: the trial with the most cameras that was sustained; nil if none was.
  ///   - trials: all trials.
  ///   - isSearch: whether the number was searched for; otherwise one number was tried, and if it was not sustained, the
  ///     sustainable number is unknown.
  public init(
    best: CameraTrial.Outcome?, trials: [CameraTrial.Outcome], isSearch: Bool = true, limit: Double,
    framesPerSecond: Double, setup: Setup
  ) {
    if let best {
      self.init(.multiStream, best, framesPerSecond: framesPerSecond, setup: setup)
    } else {
      self.init(.multiStream, setup: setup)
    }
    set(.cameras, best.map { Double($0.cameras) } ?? (isSearch ? 0 : nil))
    self.trials = trials.map { trial in
      Trial(
        cameras: trial.cameras, latency99: Percentiles(trial.latencies).map { $0(0.99) * 1000 },
        scoredShare: trial.scoredShare, holds: trial.holds(limit: limit))
    }
  }

  /// The stages alone.
  public init(stages: [(kind: FigureKind, milliseconds: Double)], setup: Setup) {
    self.init(.stages, setup: setup)
    for stage in stages { set(stage.kind, stage.milliseconds) }
  }

  private init(
    _ scenario: Scenario, _ outcome: CameraTrial.Outcome, framesPerSecond: Double, setup: Setup
  ) {
    self.init(scenario, setup: setup)
    snippets = outcome.latencies.count
    cameras = outcome.cameras
    set(.framesPerSecond, outcome.scoredShare * framesPerSecond * Double(outcome.cameras))
    set(.snippets, Double(snippets))
    set(.scoredShare, outcome.scoredShare * 100)
    if let order = Percentiles(outcome.latencies.map { $0 * 1000 }) {
      set(.latency50, order.median)
      set(.latency90, order(0.9))
      set(.latency99, order(0.99))
      latencies = order.hundredths
    }
    let all = CameraTally.frameLatencies(outcome.latencies, framesPerSecond: framesPerSecond)
    if let order = Percentiles(all.map { $0 * 1000 }) {
      set(.frameLatency50, order.median)
      set(.frameLatency99, order(0.99))
    }
    take(outcome.sampling)
  }

  private init(_ scenario: Scenario, setup: Setup) {
    self.scenario = scenario
    self.setup = setup
  }

  private mutating func take(_ sampling: MeterSampling.Outcome) {
    self.sampling = sampling
    set(.busyCores, sampling.cpuSeconds / sampling.seconds)
    set(.peakMemory, sampling.peakBytes.map { $0 / Double(1 << 20) })
    set(.steadyMemory, sampling.steadyBytes.map { $0 / Double(1 << 20) })
    set(.hottest, sampling.hottest)
    guard let graphics = sampling.graphics else { return }
    set(.graphicsMemory, graphics.peakBytes.map { $0 / Double(1 << 20) })
    set(.graphicsHottest, graphics.hottest)
    set(.graphicsClock, graphics.lowestClock)
    guard let joules = graphics.joules, let seconds = graphics.seconds else { return }
    set(.graphicsPower, joules / seconds)
    if snippets > 0 { set(.graphicsEnergy, joules / Double(snippets)) }
  }

  /// Sets the energy figures.
  ///
  /// - Parameters:
  ///   - energy: that of the whole machine during the readings.
  ///   - idle: the machine's idle power in watts; nil if unknown.
  ///   - framesPerSecond: the frame rate of a camera.
  public mutating func set(_ energy: EnergyTally.Total, idle: Double?, framesPerSecond: Double) {
    set(.power, energy.watts)
    guard let idle else { return }
    let above = energy.watts - idle
    set(.powerAboveIdle, above)
    guard snippets > 0 else { return }
    let perSnippet = above * energy.seconds / Double(snippets)
    set(.energyPerSnippet, perSnippet)
    // A camera-hour is 3600 s of snippets, a watt-hour 3600 J.
    set(.energyPerCameraHour, cameras.map { above / Double($0) } ?? perSnippet * framesPerSecond / 16)
  }

  /// The value of a kind, if it was measured.
  public func value(_ kind: FigureKind) -> Double? { values.first { $0.kind == kind }?.value }

  private mutating func set(_ kind: FigureKind, _ value: Double?) {
    guard let value, value.isFinite else { return }
    values.removeAll { $0.kind == kind }
    values.append(Value(kind: kind, value: value))
  }
}
