public import VigilCore

/// One scenario measured once.
public struct ScenarioMeasurement: Sendable {
  /// Seconds for which the last score of one camera is waited for: even where it takes so long it counts, since leaving it out
  /// would flatter a slow machine.
  private static let singlePatience = 60.0

  private let workload: Workload
  private let settings: MeasurementSettings
  private let setup: Setup
  private let meters: Meters

  /// Prepares a measurement.
  ///
  /// - Parameter setup: what is measured, for the record.
  public init(_ workload: Workload, settings: MeasurementSettings, setup: Setup, meters: Meters) {
    self.workload = workload
    self.settings = settings
    self.setup = setup
    self.meters = meters
  }

  /// Measures.
  ///
  /// - Throws: `interrupted` if `stop` is asked for before it is complete.
  public func run(_ scenario: Scenario, stop: StopRequest) async throws -> ScenarioRound {
    switch scenario {
    case .offline:
      let outcome = try await Throughput(
        workload, seconds: settings.seconds, warmUp: settings.warmUp
      ).run(meters: meters, stop: stop)
      return ScenarioRound(outcome, setup: setup)
    case .singleStream:
      let outcome = try await trial(cameras: 1, patience: Self.singlePatience).run(meters: meters, stop: stop)
      return ScenarioRound(outcome, framesPerSecond: settings.framesPerSecond, setup: setup)
    case .multiStream:
      return try await searchCameras(stop: stop)
    case .stages:
      return ScenarioRound(
        stages: try await StageTimes(workload, seconds: settings.seconds, stop: stop).run(), setup: setup)
    }
  }

  /// The most cameras that hold, or whether the wanted number does.
  private func searchCameras(stop: StopRequest) async throws -> ScenarioRound {
    var search = CameraSearch(most: settings.mostCameras)
    var trials: [CameraTrial.Outcome] = []
    while let cameras = trials.isEmpty ? settings.cameras ?? search.next : search.next {
      // The memory of a trial with more cameras says nothing about this one.
      ProcessUsage.forgetPeak()
      // Waiting longer is pointless: a snippet this late already fails the latency limit.
      let outcome = try await trial(cameras: cameras, patience: max(1, 2 * settings.limit)).run(
        meters: meters, stop: stop)
      search.note(cameras, holds: outcome.holds(limit: settings.limit))
      trials.append(outcome)
      if settings.cameras != nil { break }
    }
    return ScenarioRound(
      best: trials.first { $0.cameras == search.held }, trials: trials, isSearch: settings.cameras == nil,
      limit: settings.limit, framesPerSecond: settings.framesPerSecond, setup: setup)
  }

  private func trial(cameras: Int, patience: Double) -> CameraTrial {
    CameraTrial(
      workload, cameras: cameras, framesPerSecond: settings.framesPerSecond, seconds: settings.seconds,
      warmUp: settings.warmUp, patience: patience)
  }
}
