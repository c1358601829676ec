public import VigilCore

/// Rounds of measurements, interleaved so that disturbances affect all setups alike.
public struct BenchmarkRounds: Sendable {
  /// What came of it: the rounds that are complete, and what ended the next one, if not the user.
  public struct Outcome {
    /// The complete rounds, at least one, with a result for each task.
    public var rounds: [[ScenarioRound]]
    /// Why there are no more; nil if all were made, or the user ended the benchmark.
    public var failure: (any Error)?
  }

  /// What happens.
  public enum Event: Sendable {
    /// A task is next, of a round counted from 1; so many measurements of all rounds were made before.
    case measuring(MeasurementTask, round: Int, done: Int)
    /// A later round was not completed; so many are kept.
    case kept(rounds: Int)
  }

  /// What each round measures.
  public var tasks: [MeasurementTask]
  /// How many rounds there are.
  public var count: Int
  /// Seconds of idle time before each measurement.
  public var coolDown: Double

  /// Prepares rounds.
  public init(_ tasks: [MeasurementTask], count: Int, coolDown: Double = 0) {
    self.tasks = tasks
    self.count = count
    self.coolDown = coolDown
  }

  /// Measures all rounds, or those that are complete when `stop` is asked for or a measurement fails.
  ///
  /// - Parameters:
  ///   - report: told what happens.
  ///   - measure: makes one measurement.
  /// - Throws: what `measure` throws if not even one round is complete; `interrupted` if the user ended it before.
  public func run(
    stop: StopRequest, report: (Event) -> Void = { _ in },
    measure: (MeasurementTask) async throws -> ScenarioRound
  ) async throws -> Outcome {
    var rounds: [[ScenarioRound]] = []
    do {
      for number in 0..<count {
        var round: [ScenarioRound] = []
        for task in tasks {
          try await rest(stop: stop)
          report(.measuring(task, round: number + 1, done: number * tasks.count + round.count))
          round.append(try await measure(task))
        }
        rounds.append(round)
      }
    } catch {
      let isInterrupted = (error as? BenchmarkError)?.code == .interrupted
      guard !rounds.isEmpty else {
        throw isInterrupted
          ? BenchmarkError(.interrupted, "the benchmark was stopped before its first round was complete")
          : error
      }
      report(.kept(rounds: rounds.count))
      return Outcome(rounds: rounds, failure: isInterrupted ? nil : error)
    }
    return Outcome(rounds: rounds)
  }

  private func rest(stop: StopRequest) async throws {
    let end = ContinuousClock.now + .seconds(coolDown)
    while ContinuousClock.now < end, !stop.isRequested { try await Task.sleep(for: .milliseconds(50)) }
    if stop.isRequested { throw MeasurementProcess.interrupted }
  }
}
