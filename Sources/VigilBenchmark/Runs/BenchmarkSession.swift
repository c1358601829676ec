import Foundation
public import VigilCore

/// A benchmark from the first reading of the meters to the record.
public struct BenchmarkSession: Sendable {
  /// Seconds for which the machine is metered while nothing is measured, where there is a meter.
  private static let idleSeconds = 5.0

  private let rounds: BenchmarkRounds
  private let settings: MeasurementSettings
  private let video: SourceDescription
  private let energy: EnergySource
  private let command: String

  /// Prepares a benchmark.
  ///
  /// - Parameters:
  ///   - settings: how each measurement is made.
  ///   - video: what is scored, for the record.
  ///   - energy: where figures of energy come from.
  ///   - command: what the user typed, without secrets.
  public init(
    _ rounds: BenchmarkRounds, settings: MeasurementSettings, video: SourceDescription, energy: EnergySource,
    command: String
  ) {
    self.rounds = rounds
    self.settings = settings
    self.video = video
    self.energy = energy
    self.command = command
  }

  /// Measures all rounds, or those that are complete when `stop` is asked for or a measurement fails.
  ///
  /// - Parameters:
  ///   - graphics: the number of the GPU that networks are computed on; nil for none.
  ///   - report: told what happens.
  ///   - measure: makes one measurement.
  /// - Returns: the record of the complete rounds, and why there are no more; nil if all were made or the user ended it.
  /// - Throws: as `BenchmarkRounds` if not even one round is complete.
  public func run(
    graphics: Int? = nil, stop: StopRequest, report: (BenchmarkRounds.Event) -> Void = { _ in },
    measure: (MeasurementTask) async throws -> ScenarioRound
  ) async throws -> (record: BenchmarkRecord, failure: (any Error)?) {
    var energy = energy
    let before = MachineState()
    if energy.isAvailable { try await energy.measureIdle(seconds: Self.idleSeconds, stop: stop) }
    let began = Date.now
    let outcome = try await rounds.run(stop: stop, report: report, measure: measure)
    let completed = await energy.complete(
      outcome.rounds, framesPerSecond: settings.framesPerSecond, stop: stop)
    var record = BenchmarkRecord(
      vigil: VigilVersion.current, date: began, command: command,
      system: SystemDescription(Machine.current), video: video,
      conditions: BenchmarkConditions(settings, rounds: rounds.count, coolDown: rounds.coolDown),
      energy: energy.description, before: before)
    record.graphics = graphics.map(GraphicsDescription.init)
    for round in completed { record.add(round) }
    record.after = MachineState()
    return (record, outcome.failure)
  }
}
