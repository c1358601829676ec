import Testing
import VigilBenchmark
import VigilCore
import VigilPreprocessing
import VigilReport

@Suite struct `A search for a plan` {
  /// A machine of four threads that computes so many crops a second, twice as many in two streams.
  struct Machine {
    var cropsPerSecond = 100.0
    var tasks: [MeasurementTask] = []
    var cameras: [Int?] = []

    mutating func measure(_ task: MeasurementTask, _ settings: MeasurementSettings) -> ScenarioRound {
      tasks.append(task)
      cameras.append(settings.cameras)
      let crops = task.crops?.rawValue ?? 10
      var setup = Samples.setup(task.model, crops: crops)
      (setup.threads, setup.streams) = (task.layout?.threads ?? 4, task.layout?.streams ?? 1)
      let rate = cropsPerSecond * Double(setup.streams == 2 ? 2 : 1) / Double(crops)
      guard task.scenario == .multiStream else { return Samples.offline(rate, setup: setup) }
      let asked = settings.cameras ?? 1
      let holds = rate >= settings.framesPerSecond * Double(asked)
      let trial = Samples.trial(asked, [holds ? 0.01 : 9])
      return ScenarioRound(
        best: holds ? trial : nil, trials: [trial], isSearch: false, limit: settings.limit,
        framesPerSecond: settings.framesPerSecond, setup: setup)
    }
  }

  func search(
    _ framesPerSecond: Double, cameras: Int = 1, streams: PlanSearch.Streams = .none
  ) throws -> PlanSearch {
    PlanSearch(
      PlanSearch.Target(framesPerSecond: framesPerSecond, cameras: cameras),
      grid: try BenchmarkGrid(models: ["test-weights"], crops: [.ten, .five, .one]), seconds: 1,
      streams: streams)
  }

  @Test func `measures each setup once, and tries with all cameras what it recommends`() async throws {
    var (machine, told) = (Machine(), [String]())
    let text = try await search(6, cameras: 2).run { event in
      switch event {
      case .measuring(let task, let done, let total): told.append("\(done)/\(total) \(task.name)")
      case .trying(let setup): told.append("trying \(setup.preprocessing.crops)")
      }
    } measure: {
      machine.measure($0, $1)
    }
    #expect(
      told == [
        "0/3 offline, test-weights, 10 crops", "1/3 offline, test-weights, 5 crops",
        "2/3 offline, test-weights, 1 crops", "trying 5",
      ])
    #expect(machine.cameras == [nil, nil, nil, 2])
    #expect(machine.tasks.allSatisfy { $0.layout == nil } && machine.tasks[3].scenario == .multiStream)
    #expect(text.holds && text.verdict.hasPrefix("2 cameras at 6 frames/s: use test-weights with "))
    #expect(text.verdict.contains("--crops 5") && !text.verdict.contains("--streams"))
    #expect(text.table.count == 4 && text.table[2].last == "recommended")
    #expect(text.json.contains("\"recommended\":true") && text.json.contains("\"holds\":true"))
  }

  @Test func `tries other numbers of streams, unless the user has chosen`() async throws {
    var machine = Machine()
    let text = try await search(16, streams: .all).run { machine.measure($0, $1) }
    // Ten crops in two streams give 20 frames a second, with a fifth to spare 16.
    #expect(text.holds && text.verdict.contains("--crops 10"), "\(text.verdict)")
    let layouts = machine.tasks.compactMap(\.layout)
    #expect(layouts.allSatisfy { $0.threads == 4 } && layouts.contains { $0.streams == 2 })
    #expect(Set(machine.tasks).count == machine.tasks.count, "each once")

    var fixed = Machine()
    _ = try await search(16, streams: .chosen).run { fixed.measure($0, $1) }
    #expect(fixed.tasks.count == 4 && fixed.tasks[3].layout == MeasurementTask.Layout(threads: 4, streams: 1))
  }

  @Test func `tries nothing where nothing holds`() async throws {
    var machine = Machine(cropsPerSecond: 10)
    let text = try await search(25).run { machine.measure($0, $1) }
    #expect(!text.holds && machine.tasks.count == 3)
    #expect(text.verdict.contains("no setup here sustains 1 camera at 25 frames/s; the fastest that fits is"))
  }

  @Test func `says so where the trial did not hold`() async throws {
    var machine = Machine()
    let text = try await search(6).run { task, settings in
      var settings = settings
      // As if the cameras came much faster than the recording was scored.
      if task.scenario == .multiStream { settings.framesPerSecond = 1000 }
      return machine.measure(task, settings)
    }
    #expect(!text.holds && text.verdict.contains("should sustain 1 camera at 6 frames/s, but did not"))
  }
}
