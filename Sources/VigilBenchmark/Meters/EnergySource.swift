import Foundation
public import VigilCore

/// Where a benchmark's energy comes from: a sensor, the log of a meter, or nowhere.
public struct EnergySource: Sendable {
  private let sensor: PowerSensor?
  private let log: URL?
  /// What told of energy, or why nothing did; complete after `complete`.
  public private(set) var description: EnergyDescription
  private var idle: MeterSampling.Outcome?

  /// Looks for a sensor, or checks that the meter's log is being written.
  ///
  /// - Parameter path: the log of an external meter; nil for a sensor of the machine. See `MeterLog`.
  /// - Throws: `badFile` for a log that cannot be read; where there is no sensor, `description` says so.
  public init(log path: String?) throws(BenchmarkError) {
    if let path {
      let log = URL(filePath: path)
      _ = try MeterLog(reading: log)
      (self.log, sensor) = (log, nil)
      description = EnergyDescription(log: log.lastPathComponent)
      return
    }
    log = nil
    do throws(BenchmarkError) {
      let sensor = try PowerSensor(of: .machine)
      self.sensor = sensor
      description = EnergyDescription(sensor)
    } catch {
      sensor = nil
      description = EnergyDescription(unavailable: error.message)
    }
  }

  /// Whether there is a sensor or a log to read.
  public var isAvailable: Bool { sensor != nil || log != nil }

  /// Meters the idle machine for some seconds.
  public mutating func measureIdle(seconds: Double, stop: StopRequest) async throws {
    let sampling = MeterSampling(sensor: sensor)
    let end = ContinuousClock.now + .seconds(seconds)
    while ContinuousClock.now < end, !stop.isRequested { try await Task.sleep(for: .milliseconds(50)) }
    idle = sampling.finish()
  }

  /// Adds energy figures to all rounds that the meter covers; if there are none, says why.
  public mutating func complete(
    _ rounds: [[ScenarioRound]], framesPerSecond: Double, stop: StopRequest
  ) async -> [[ScenarioRound]] {
    guard isAvailable else { return rounds }
    let log: MeterLog?
    do throws(BenchmarkError) {
      let ended = rounds.joined().compactMap(\.sampling?.ended).max()
      log = try await readLog(until: ended ?? 0, stop: stop)
    } catch {
      description.unavailable = error.message
      return rounds
    }
    var (known, leftOut) = (0, 0)
    var reasons: [String] = []
    func energy(of sampling: MeterSampling.Outcome) -> EnergyTally.Total? {
      do throws(BenchmarkError) {
        let found = try log?.energy(from: sampling.began, to: sampling.ended) ?? sampling.energy
        leftOut += found?.leftOut ?? 0
        return found
      } catch {
        reasons.append(error.message)
        return nil
      }
    }
    let idleWatts = idle.flatMap { energy(of: $0)?.watts }
    var completed = rounds
    for (place, round) in rounds.enumerated() {
      for (index, result) in round.enumerated() {
        guard let sampling = result.sampling, let found = energy(of: sampling) else { continue }
        known += 1
        completed[place][index].set(found, idle: idleWatts, framesPerSecond: framesPerSecond)
      }
    }
    description.idleWatts = idleWatts
    description.leftOut = leftOut
    guard let reason = reasons.first else { return completed }
    if known == 0 {
      description.unavailable = reason
    } else {
      let count = reasons.count
      description.gap =
        "missing for \(NumberText.count(count, "interval", "intervals")): \(reason)"
    }
    return completed
  }

  /// The meter's log once it reaches a moment, in seconds since 1970, as a meter may write rarely; after ten seconds,
  /// or at Ctrl-C, as it is. Nil without a log.
  private func readLog(until moment: Double, stop: StopRequest) async throws(BenchmarkError) -> MeterLog? {
    guard let file = log else { return nil }
    let limit = ContinuousClock.now + .seconds(10)
    while true {
      let log = try MeterLog(reading: file)
      guard log.end ?? 0 < moment, ContinuousClock.now < limit, !stop.isRequested else { return log }
      try? await Task.sleep(for: .milliseconds(100))
    }
  }
}
