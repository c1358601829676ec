import Foundation
import Testing
import VigilBenchmark
import VigilCore
import VigilPreprocessing
import VigilReport
import VigilTestSupport

@Suite struct `A grid of measurements` {
  @Test func `has every combination once, in order`() throws {
    let grid = try BenchmarkGrid(
      models: ["test-weights", "test-weights-narrow", "test-weights"], presets: [.rtfm, .rtfm],
      crops: [.one, .five], measuresPlainGraph: true)
    let tasks = grid.tasks([.offline, .stages])
    #expect(tasks.count == 2 * 2 * 2 * 2)
    #expect(
      tasks[..<5].map(\.name) == [
        "offline, test-weights, rtfm, 1 crops", "stages, test-weights, rtfm, 1 crops",
        "offline, test-weights, rtfm, 1 crops, plain graph",
        "stages, test-weights, rtfm, 1 crops, plain graph",
        "offline, test-weights, rtfm, 5 crops",
      ])
    #expect(tasks[8].model == "test-weights-narrow" && tasks.allSatisfy { $0.layout == nil })
  }

  @Test func `leaves to the model what was not given`() throws {
    let tasks = try BenchmarkGrid(models: ["test-weights"]).tasks([.offline])
    #expect(tasks == [MeasurementTask(.offline, model: "test-weights")])
    #expect(MeasurementTask(.offline, model: "i3d.vigil+street").folders == ["i3d.vigil", "street"])
  }

  @Test func `says all at once what is wrong with its models`() {
    let error = #expect(throws: BenchmarkError.self) {
      try BenchmarkGrid(models: ["nothing", "test-weights", "neither", "test-weights+test-weights"])
    }
    for part in ["no model nothing", "no model neither", "more than one extractor"] {
      #expect(error?.message.contains(part) == true, "\(error?.message ?? "")")
    }
  }
}

@Suite struct `Rounds of measurements` {
  let tasks = [MeasurementTask(.offline, model: "a"), MeasurementTask(.offline, model: "b")]

  @Test func `take turns and tell how far they are`() async throws {
    var told: [String] = []
    let outcome = try await BenchmarkRounds(tasks, count: 2).run(stop: StopRequest()) { event in
      if case .measuring(let task, let round, let done) = event {
        told.append("\(round) \(task.model) \(done)")
      }
    } measure: {
      Samples.offline(10, setup: Samples.setup($0.model))
    }
    #expect(told == ["1 a 0", "1 b 1", "2 a 2", "2 b 3"])
    #expect(
      outcome.rounds.map { $0.map(\.setup.model) } == [["a", "b"], ["a", "b"]] && outcome.failure == nil)
  }

  @Test func `are kept where they are complete when a later measurement fails`() async throws {
    var (count, kept) = (0, 0)
    let outcome = try await BenchmarkRounds(tasks, count: 3).run(stop: StopRequest()) { event in
      if case .kept(let rounds) = event { kept = rounds }
    } measure: { task in
      count += 1
      if count == 4 { throw BenchmarkError(.failed, "\(task.name): broken") }
      return Samples.offline(10)
    }
    #expect(outcome.rounds.count == 1 && kept == 1)
    #expect(outcome.failure?.explanation == "offline, b: broken")
  }

  @Test func `end without an error once one of them is complete`() async throws {
    let stop = StopRequest()
    var count = 0
    let outcome = try await BenchmarkRounds(tasks, count: 3).run(stop: stop) { _ in
      count += 1
      if count == 3 { stop.request() }
      return Samples.offline(10)
    }
    #expect(outcome.rounds.count == 1 && outcome.failure == nil && count == 3)
  }

  @Test func `of which none is complete are an error`() async throws {
    let stop = StopRequest()
    stop.request()
    let ended = await #expect(throws: BenchmarkError.self) {
      try await BenchmarkRounds(tasks, count: 2).run(stop: stop) { _ in Samples.offline(10) }
    }
    #expect(ended?.code == .interrupted && ended?.message.contains("before its first round") == true)
    let failed = await #expect(throws: BenchmarkError.self) {
      try await BenchmarkRounds(tasks, count: 2).run(stop: StopRequest()) { _ in
        throw BenchmarkError(.failed, "broken")
      }
    }
    #expect(failed?.message == "broken")
  }

  @Test func `make a record with the conditions that they were made under`() async throws {
    var settings = MeasurementSettings()
    (settings.framesPerSecond, settings.cameras) = (20, 3)
    let session = BenchmarkSession(
      BenchmarkRounds([tasks[0]], count: 2), settings: settings, video: SourceDescription(name: "x.mp4"),
      energy: try EnergySource(log: nil), command: "vigil benchmark a")
    // A sensor of this machine would be metered for seconds before.
    guard try !EnergySource(log: nil).isAvailable else { return }
    let (record, failure) = try await session.run(stop: StopRequest()) { _ in Samples.offline(10) }
    #expect(failure == nil && record.rounds == 2 && record.measurements.count == 1)
    #expect(record.conditions.latencyLimit == 0.8 && record.conditions.cameras == 3)
    #expect(record.energy.unavailable != nil && record.command == "vigil benchmark a")
  }
}

@Suite struct `A process that measures` {
  func run(_ script: String, stop: StopRequest = StopRequest()) async throws -> ScenarioRound {
    try await MeasurementProcess(URL(filePath: "/bin/sh"), arguments: ["-c", script], name: "offline, a")
      .run(stop: stop)
  }

  @Test func `gives what it prints`() async throws {
    let folder = try TemporaryFolder()
    let round = Samples.offline(12.5)
    try JSONEncoder().encode(round).write(to: folder.appending("round.json"))
    #expect(try await run("cat '\(folder.path("round.json"))'") == round)
  }

  @Test(arguments: [
    ("echo noise >&2; echo 'Error: no such model' >&2; exit 1", "offline, a: no such model"),
    ("kill -9 $$", "offline, a: its process ended with status 9"),
    ("echo nothing", "offline, a: its process ended with status 0"),
  ])
  func `is told of when it fails`(script: String, message: String) async {
    let error = await #expect(throws: BenchmarkError.self) { try await run(script) }
    #expect(error?.code == .failed && error?.message == message)
  }

  @Test func `is interrupted when the end is asked for`() async throws {
    let stop = StopRequest()
    stop.request()
    let error = await #expect(throws: BenchmarkError.self) { try await run("exec sleep 600", stop: stop) }
    #expect(error?.code == .interrupted)
    let missing = await #expect(throws: BenchmarkError.self) {
      try await MeasurementProcess(URL(filePath: "/nonexistent"), arguments: [], name: "x").run(stop: stop)
    }
    #expect(missing?.message.contains("cannot start a measurement") == true)
  }
}
