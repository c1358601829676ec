import Foundation
import Logging
package import VigilCore
package import VigilEvidence
import VigilPipeline
package import VigilStationConfiguration
import VigilStore

/// What a station does beside its cameras.
extension Station {
  /// What is remembered from one round to the next.
  package struct Rounds {
    fileprivate var chores: Chores
    fileprivate var steps: ClockSteps
    fileprivate var told = Told()
    fileprivate var missed = MissedSpans()
    fileprivate var tally: WatchTally

    /// Begins with the clocks as they are.
    package init(_ clocks: Clocks) {
      (chores, steps) = (Chores(at: clocks.now()), ClockSteps(clocks))
      tally = WatchTally(at: clocks.now())
    }
  }

  /// Finishes what an earlier run left.
  package func recover() async { await shared.keepers.recover() }

  /// A reading of a camera whose scores and packets the caller has.
  ///
  /// - Parameter shadow: Loads a detector that is to run in shadow; nil where there can be none.
  /// - Throws: `MediaError` for an address that is none.
  package func reading(
    of camera: CameraSettings, model: EvidenceManifest.Model, threshold: Float,
    shadow: (@Sendable (_ folder: String) async throws -> ShadowHead)? = nil
  ) async throws -> CameraReading {
    board.set(CameraStatus(name: camera.name, state: .starting, since: clocks.date()))
    Calibration.note(model.name, of: camera.name, in: archive, at: clocks.date())
    return await CameraReading(
      camera, source: try CameraSource(camera, clocks: clocks), model: model,
      network: "\(model.preset)/\(model.crops) \(model.networks["extractor"] ?? model.name)",
      threshold: threshold, shadow: shadow, shared: shared, log: log)
  }

  /// Looks at the clock and at what is given up for want of time, and does the chores that are due; each second.
  package func goRound(_ rounds: inout Rounds, _ file: StationFile) async {
    if let step = rounds.steps.step() { tellOfClock(step) }
    tellOfEconomy(&rounds.told)
    rounds.tally.look(board.all, at: clocks.date(), clocks.now())
    for chore in rounds.chores.due(at: clocks.now()) { await `do`(chore, file, &rounds) }
  }

  /// Writes what was counted since the last round.
  package func finish(_ rounds: inout Rounds) async {
    rounds.tally.look(board.all, at: clocks.date(), clocks.now())
    await writeHours(&rounds.tally)
  }

  /// Writes what waits; the folder is free for another station afterwards.
  package func close() async {
    await shared.keepers.close()
    await archive.close()
    do { try store.close() } catch {
      log.error("the last scores could not be written", metadata: ["why": "\(error.message)"])
    }
  }

  private func `do`(_ chore: Chores.Chore, _ file: StationFile, _ rounds: inout Rounds) async {
    switch chore {
    case .tend:
      tellOfOpenFiles(&rounds.told)
      Heaps.trim()
      await shared.keepers.retry()
      await archive.tend()
      await rounds.missed.look(archive, shared.features)
    case .minute:
      log.notice("\(summary)", metadata: minute)
      await shared.keepers.tend(file)
      await writeHours(&rounds.tally)
      await tellPeriods(file)
    case .hour:
      let date = clocks.date()
      let scores = date - file.station.keepScores.value
      _ = await archive.attempt { try $0.removeScores(before: scores) }
      _ = await archive.attempt { try $0.removeHours(before: date - Self.hoursAge) }
      let features = date - file.station.keepFeatures.value
      _ = await archive.attempt { try $0.removeFeatures(before: features) }
      // Notices of a camera that comes and goes would grow for ever.
      _ = await archive.attempt { try $0.removeHistory(before: scores) }
      await shared.keepers.removeEvents(file)
      // What belongs to a camera that is left out is needed again once its section is right.
      if let names = file.cameraNames {
        shared.features.remove(allBut: names.sorted())
        await shared.views.remove(allBut: names.sorted())
      }
      await Calibration(archive: archive, timeZone: shared.calendar.timeZone, log: log).run(
        file.cameras, at: date)
    }
  }
}
