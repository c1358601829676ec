import VigilCore
import VigilInference
import VigilModels
import VigilNetworks
import VigilPreprocessing

/// Measures every setup once, chooses one, and tries what it chose.
public struct PlanSearch: Sendable {
  /// What is planned for.
  public struct Target: Hashable, Sendable {
    /// Frames per second of each camera.
    public var framesPerSecond: Double
    /// The number of cameras.
    public var cameras: Int
    /// The most memory to use, in MiB; nil for any.
    public var memory: Double?

    /// Names a target.
    public init(framesPerSecond: Double, cameras: Int = 1, memory: Double? = nil) {
      self.framesPerSecond = framesPerSecond
      self.cameras = cameras
      self.memory = memory
    }
  }

  /// What happens.
  public enum Event: Sendable {
    /// A task is next; so many of as many as are known by now were measured before.
    case measuring(MeasurementTask, done: Int, of: Int)
    /// All setups were measured; this one is tried with all cameras.
    case trying(Setup)
  }

  /// Which numbers of streams are measured.
  public enum Streams: Hashable, Sendable {
    /// Those that are worth it.
    case all
    /// The user has chosen.
    case chosen
    /// The engine runs all crops as one batch.
    case none
  }

  private let target: Target
  private let grid: BenchmarkGrid
  private let seconds: Double
  private let streams: Streams

  /// Prepares a search.
  ///
  /// - Parameters:
  ///   - grid: what may be run.
  ///   - seconds: of each measurement, at least.
  public init(_ target: Target, grid: BenchmarkGrid, seconds: Double, streams: Streams) {
    self.target = target
    self.grid = grid
    self.seconds = seconds
    self.streams = streams
  }

  /// Measures, chooses and tries.
  ///
  /// - Parameters:
  ///   - report: told what happens.
  ///   - measure: makes one measurement.
  /// - Throws: what `measure` throws.
  public func run(
    report: (Event) -> Void = { _ in },
    measure: (MeasurementTask, MeasurementSettings) async throws -> ScenarioRound
  ) async throws -> PlanText {
    let options = try await self.options(report) { try await measure($0, settings(cameras: nil)) }
    let plan = DevicePlan(
      framesPerSecond: target.framesPerSecond, cameras: target.cameras, memory: target.memory,
      options: options)
    var trial: ScenarioRound?
    if let choice = plan.recommended {
      report(.trying(choice.setup))
      trial = try await measure(task(.multiStream, choice.setup), settings(cameras: target.cameras))
    }
    return PlanText(plan, trial: trial, hasStreams: streams != .none)
  }

  /// The speed and the memory of every setup.
  private func options(
    _ report: (Event) -> Void, _ measure: (MeasurementTask) async throws -> ScenarioRound
  ) async throws -> [PlanOption] {
    var waiting = grid.tasks([.offline])
    var others: [MeasurementTask] = []
    var (found, done): ([PlanOption], Int) = ([], 0)
    while !(waiting + others).isEmpty {
      // The other stream counts are known once a model has been measured with its own layout.
      let isFirst = others.isEmpty
      let total = done + waiting.count + others.count
      let task = isFirst ? waiting.removeFirst() : others.removeFirst()
      report(.measuring(task, done: done, of: total))
      let round = try await measure(task)
      done += 1
      if isFirst { others = otherStreams(than: round.setup).map { self.task(.offline, $0) } }
      guard let rate = round.value(.framesPerSecond) else { continue }
      found.append(
        PlanOption(
          setup: round.setup, framesPerSecond: rate, memory: round.value(.peakMemory),
          drift: Self.drift(round.setup)))
    }
    return found
  }

  /// A setup with the other stream counts that are worth measuring.
  private func otherStreams(than setup: Setup) -> [Setup] {
    guard streams == .all, let preprocessing = setup.knownPreprocessing else { return [] }
    return StreamLayout.streamCounts(items: preprocessing.passes, threads: setup.threads)
      .filter { $0 != setup.streams }
      .map {
        var other = setup
        other.streams = $0
        return other
      }
  }

  /// The workload that measures one setup.
  private func task(_ scenario: Scenario, _ setup: Setup) -> MeasurementTask {
    MeasurementTask(
      scenario, model: setup.model, preset: setup.knownPreprocessing?.preset,
      crops: setup.knownPreprocessing?.crops,
      layout: streams == .none ? nil : .init(threads: setup.threads, streams: setup.streams))
  }

  private func settings(cameras: Int?) -> MeasurementSettings {
    var settings = MeasurementSettings()
    settings.seconds = seconds
    settings.framesPerSecond = target.framesPerSecond
    settings.mostCameras = target.cameras
    settings.cameras = cameras
    return settings
  }

  /// The drift that the optimiser measured for a model in another precision; 0 for one in full precision.
  private static func drift(_ setup: Setup) -> Double? {
    if setup.networks.allSatisfy({ $0.precision == "fp32" }) { return 0 }
    let folders = setup.model.split(separator: "+").compactMap { try? ModelLibrary().folder(String($0)) }
    let measured =
      folders.flatMap(\.manifest.networks).map { $0.quantization?.measured }
      + folders.map(\.manifest.settings.calibration)
    return measured.compactMap { $0?["score_drift"] }.max()
  }
}
