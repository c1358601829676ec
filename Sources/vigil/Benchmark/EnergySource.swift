import Foundation
import VigilBenchmark
import VigilPipeline

/// Where a benchmark's energy comes from: a sensor, the log of a meter, or nowhere.
struct EnergySource {
  private let sensor: PowerSensor?
  private let log: URL?
  private(set) var description: EnergyDescription
  private var idle: MeterSampling.Outcome?

  /// Looks for a sensor, or sees that the log is being written.
  init(log path: String?) throws {
    if let path {
      let log = URL(filePath: path)
      _ = try MeterLog(reading: log)
      (self.log, sensor) = (log, nil)
      description = EnergyDescription(log: log.lastPathComponent)
      return
    }
    log = nil
    do {
      let sensor = try PowerSensor(of: .machine)
      self.sensor = sensor
      description = EnergyDescription(sensor)
    } catch {
      sensor = nil
      description = EnergyDescription(unavailable: error.message)
    }
  }

  /// Whether there is anything to wait for.
  var isAvailable: Bool { sensor != nil || log != nil }

  /// Meters the machine for some seconds while nothing is measured.
  mutating func measureIdle(seconds: Double, stop: StopRequest) async throws {
    let sampling = MeterSampling(sensor: sensor)
    let end = ContinuousClock.now + .seconds(seconds)
    while ContinuousClock.now < end, !stop.isRequested { try await Task.sleep(for: .milliseconds(50)) }
    idle = sampling.finish()
  }

  /// Adds the figures of energy to all rounds; without some it says why there are none.
  mutating func complete(_ rounds: [[ScenarioRound]], framesPerSecond: Double) -> [[ScenarioRound]] {
    do throws(BenchmarkError) {
      guard isAvailable else { return rounds }
      let log: MeterLog?
      if let file = self.log { log = try MeterLog(reading: file) } else { log = nil }
      description.idleWatts = try idle.flatMap { idle throws(BenchmarkError) in
        try energy(of: idle, log)?.watts
      }
      var completed = rounds
      for (place, round) in rounds.enumerated() {
        for (index, result) in round.enumerated() {
          guard let sampling = result.sampling, let energy = try energy(of: sampling, log) else { continue }
          completed[place][index].set(energy, idle: description.idleWatts, framesPerSecond: framesPerSecond)
        }
      }
      return completed
    } catch {
      description.unavailable = error.message
      return rounds
    }
  }

  private func energy(
    of sampling: MeterSampling.Outcome, _ log: MeterLog?
  ) throws(BenchmarkError) -> EnergyTally.Total? {
    guard let log else { return sampling.energy }
    return try log.energy(from: sampling.began, to: sampling.ended)
  }
}
