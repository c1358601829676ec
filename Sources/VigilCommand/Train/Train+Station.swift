import Foundation
import VigilCore
import VigilLearning
import VigilModels
import VigilNetworks
import VigilReport
import VigilStation
import VigilStore

extension Train {
  /// Refuses what is not for learning from a station.
  func validateLearning() throws {
    let used: [(String, Bool)] = [
      ("--threshold", alarm.threshold != nil), ("--sparsity", fitting.sparsity != nil),
      ("--preset", preset != nil), ("--seeds", seeds != nil),
    ]
    let names = used.filter(\.1).map(\.0)
    try require(names.isEmpty, "--from-station cannot use \(names.joined(separator: ", "))")
    try require(method == .linear, "--from-station learns a linear head; leave --recipe out")
  }

  /// Learns a head from labels, and makes a model of it if it is better.
  func learn(from station: String) async throws {
    let place = try StationPlace(station)
    let chosen = try StationModel(place, cameras: data.cameras)
    let store = try StationStore(reading: place.folder)
    let job = StationLearningJob(
      present: chosen.folder, destination: new.url, replace: new.replace, penalty: fitting.penalty ?? 20,
      seed: random.seed)
    let interruption = Interruption { Console.diagnostic("stopping: nothing is kept") }
    let recorded = try await features(
      MissedRecordings(store, in: place.folder, model: chosen), stop: interruption.stop)
    let lessons = try StationLessons(
      store, cameras: chosen.cameras, network: chosen.network, since: chosen.since,
      recorded: recorded.stretches, at: Date())
    for problem in recorded.problems { Console.diagnostic("warning: not learned from: \(problem)") }
    var progress: ProgressLine?
    let outcome: StationLearningJob.Outcome
    do {
      defer { progress?.finish() }
      outcome = try await job.run(lessons, stop: interruption.stop) { done, total in
        if progress == nil { progress = ProgressLine(onTerminal: "Learning", total: total, unit: "heads") }
        progress?.update(done: done)
      }
    }
    for line in outcome.lines { Console.result(line) }
    if recorded.unrecorded > 0 {
      let spans = NumberText.count(recorded.unrecorded, "missed span", "missed spans")
      Console.result("\(spans) not learned from: nothing is recorded of them, or no longer")
    }
    guard let model = outcome.model else {
      throw CommandError("no model was made: the new head is not known to be better than the present one")
    }
    let cameras = chosen.cameras.joined(separator: " ")
    Console.result(
      "\(model.url.path): vigil cameras shadow \(station) \(cameras) --model \(model.url.path) has it score beside "
        + "\(chosen.written), and raises nothing; vigil cameras adopt \(station) \(cameras) puts it in its place"
    )
  }

  /// What was recorded of missed spans, as features.
  private func features(
    _ recordings: MissedRecordings, stop: StopRequest
  ) async throws -> MissedRecordings.Found {
    guard !recordings.spans.isEmpty else { return MissedRecordings.Found() }
    var progress = ProgressLine(
      onTerminal: "Reading recordings", total: Int(recordings.seconds.rounded(.up)), unit: "s")
    defer { progress.finish() }
    return try await recordings.features(stop: stop) { progress.update(done: Int($0)) }
  }
}
