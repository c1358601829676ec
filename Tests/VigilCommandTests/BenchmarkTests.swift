import Foundation
import Testing
import VigilInference
import VigilTestSupport

@Suite struct `Benchmark` {
  let folder: TemporaryFolder
  let clip: URL

  init() throws {
    folder = try TemporaryFolder()
    clip = folder.appending("clip.mp4")
    try Clips.make(clip, frames: 40, sound: false)
  }

  /// The narrow networks at one crop, as short as can be.
  func benchmark(_ more: String...) throws -> VigilCommand {
    try VigilCommand(
      [
        "benchmark", "test-weights-narrow", "--crops", "1", "--video", clip.path, "--seconds", "0.2",
        "--warm-up", "1",
      ]
        + more, in: folder.url)
  }

  @Test func `measures all scenarios and compares two results`() throws {
    let outcome = try benchmark("--rounds", "2", "--most-cameras", "1", "--output", "out", "--json").finish()
    #expect(outcome.status == 0, "\(outcome.errors)")
    let record = try #require(
      try JSONSerialization.jsonObject(with: Data(outcome.output.utf8)) as? [String: Any])
    let measurements = try #require(record["measurements"] as? [[String: Any]])
    #expect(
      measurements.compactMap { $0["scenario"] as? String }
        == ["offline", "single-stream", "multi-stream", "stages"])
    for measurement in measurements {
      let figures = try #require(measurement["figures"] as? [[String: Any]])
      for figure in figures {
        let samples = try #require(figure["samples"] as? [Double])
        // On a busy machine a round may find that not even one camera is held, and has no other figures then.
        let isCertain =
          measurement["scenario"] as? String != "multi-stream" || figure["name"] as? String == "cameras"
        #expect(samples.count == 2 || !isCertain && samples.count == 1, "\(figure)")
        #expect(samples.allSatisfy { $0 >= 0 && $0.isFinite }, "\(figure)")
      }
    }
    let names = (measurements[0]["figures"] as? [[String: Any]] ?? []).compactMap { $0["name"] as? String }
    #expect(
      Set(names).isSuperset(of: ["frames_per_second", "peak_memory", "steady_memory", "cpu_per_snippet"]))
    #expect((record["energy"] as? [String: Any])?.isEmpty == false)
    #expect(
      try FileManager.default.contentsOfDirectory(atPath: folder.path("out")).sorted()
        == ["benchmark.json", "benchmark.md", "report.html"])
    #expect(try folder.names() == ["clip.mp4", "out"])

    let file = folder.path("out/benchmark.json")
    let comparison = try VigilCommand.run("benchmark", "compare", file, file, "--strict")
    #expect(comparison.status == 0, "\(comparison.errors)")
    #expect(comparison.output.contains("no difference"))
    #expect(!comparison.output.contains("faster") && !comparison.output.contains("slower"))
  }

  @Test func `measures the plain graph beside and prints tables`() throws {
    let outcome = try benchmark("--rounds", "1", "--scenario", "offline", "--plain").finish()
    #expect(outcome.status == 0, "\(outcome.errors)")
    #expect(outcome.output.contains("| test-weights-narrow | this machine | no | 1 |"), "\(outcome.output)")
    #expect(outcome.output.contains("47.56"))
    #expect(try folder.names() == ["clip.mp4"])
  }

  @Test func `ends cleanly on Ctrl-C and leaves nothing of a round that is not whole`() throws {
    let command = try benchmark(
      "--rounds", "1", "--scenario", "offline", "--seconds", "60", "--output", "out")
    _ = try command.waitForChild()
    command.interrupt()
    let outcome = command.finish()
    #expect(outcome.status != 0)
    #expect(outcome.errors.contains("stopped before its first round"), "\(outcome.errors)")
    #expect(outcome.output.isEmpty)
    #expect(try folder.names() == ["clip.mp4"])
  }

  @Test func `keeps complete rounds when a measurement of a later one fails`() throws {
    let command = try benchmark("--rounds", "2", "--scenario", "offline", "--output", "out", "--json")
    let first = try command.waitForChild()
    kill(try command.waitForChild(besides: [first]), SIGKILL)
    let outcome = command.finish()
    #expect(outcome.status == 1 && outcome.errors.contains("ended with status 9"), "\(outcome.errors)")
    let record = try #require(
      try JSONSerialization.jsonObject(with: Data(outcome.output.utf8)) as? [String: Any])
    #expect(record["rounds"] as? Int == 1)
    #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path("out")).count == 3)
  }

  @Test func `ends its measurements with it, whatever ends it`() throws {
    for signal in [SIGHUP, SIGKILL] {
      let command = try benchmark("--rounds", "1", "--scenario", "offline", "--seconds", "600")
      let child = try command.waitForChild()
      kill(command.identifier, signal)
      let outcome = command.finish()
      if signal == SIGHUP {
        #expect(outcome.errors.contains("stopped before its first round"), "\(outcome.errors)")
      }
      // Whoever inherits it may not have asked how it ended.
      try waitUntil {
        let state = try? String(contentsOfFile: "/proc/\(child)/stat", encoding: .utf8)
        return state.map { $0.contains(") Z ") } ?? true
      }
    }
  }

  @Test func `waits for the meter to write what it has measured`() throws {
    let file = folder.appending("power.csv")
    let start = Date.now.timeIntervalSince1970
    // Seldom written, but without holes: what was measured is known a second later.
    @Sendable func write(until moment: Double) {
      let rows = stride(from: start, to: moment, by: 0.1).map { "\($0),10\n" }
      try? Data(("time,watts\n" + rows.joined()).utf8).write(to: file, options: .atomic)
    }
    write(until: start + 0.05)
    let meter = Thread {
      while !Thread.current.isCancelled {
        Thread.sleep(forTimeInterval: 1)
        write(until: Date.now.timeIntervalSince1970)
      }
    }
    meter.start()
    defer { meter.cancel() }
    let outcome = try benchmark(
      "--rounds", "1", "--scenario", "offline", "--meter", "power.csv", "--json"
    ).finish()
    #expect(outcome.status == 0, "\(outcome.errors)")
    let record = try #require(
      try JSONSerialization.jsonObject(with: Data(outcome.output.utf8)) as? [String: Any])
    let energy = try #require(record["energy"] as? [String: Any])
    #expect(energy["unavailable"] == nil && energy["left_out"] as? Int == 0, "\(energy)")
    let figures = (record["measurements"] as? [[String: Any]])?.first?["figures"] as? [[String: Any]]
    let power = figures?.first { $0["name"] as? String == "power" }?["samples"] as? [Double]
    #expect(abs(try #require(power?.first) - 10) < 1e-6)
  }

  @Test func `says all at once what it cannot measure`() throws {
    let missing = try VigilCommand.run("benchmark", "nothing", "neither", in: folder.url)
    #expect(missing.status != 0)
    #expect(missing.errors.contains("no model nothing") && missing.errors.contains("no model neither"))
    let live = try VigilCommand.run("benchmark", "test-weights-narrow", "--video", "/dev/video7")
    #expect(live.status != 0 && live.errors.contains("is live"))
    let meter = try benchmark("--meter", "power.csv").finish()
    #expect(meter.status != 0 && meter.errors.contains("power.csv"))
    let unwritable = try benchmark("--seconds", "600", "--output", clip.path).finish()
    #expect(
      unwritable.status == 1 && unwritable.errors.contains("cannot write \(clip.path)/"),
      "\(unwritable.errors)")
    let compared = try VigilCommand.run("benchmark", "compare", clip.path, clip.path)
    #expect(compared.status != 0 && compared.errors.contains("is not a benchmark"))
  }

  @Test func `stores a snippet for machines without the program`() throws {
    let arguments = ["benchmark", "store", "--model", "test-weights-narrow", "--video", clip.path]
    let outcome = try VigilCommand(arguments, in: folder.url).finish()
    #expect(outcome.status == 0, "\(outcome.errors)")
    let stored = try Data(contentsOf: folder.appending("bench.snippet"))
    #expect(stored.starts(with: Data("vigil stored snippet 1\n".utf8)))
    // 320x240 becomes 341x256 under rtfm.
    #expect(stored.count > 16 * 3 * 341 * 256 && stored.count < 5_000_000)
    let refused = try VigilCommand(arguments + ["--preset", "paper", "--output", "b"], in: folder.url)
      .finish()
    #expect(refused.status != 0 && refused.errors.contains("--preset rtfm"), "\(refused.errors)")
    #expect(try folder.names() == ["bench.snippet", "clip.mp4"])
  }

  @Test func `plans for a rate and tries the plan`() throws {
    let arguments = [
      "plan", "test-weights-narrow", "--crops", "1", "--crops", "5", "--video", clip.path, "--seconds", "0.2",
    ]
    let outcome = try VigilCommand(arguments + ["--fps", "1", "--json"], in: folder.url).finish()
    #expect(outcome.status == 0, "\(outcome.errors)\(outcome.output)")
    let plan = try #require(outcome.objects.first)
    let options = try #require(plan["options"] as? [[String: Any]])
    let setups = options.compactMap { $0["setup"] as? [String: Any] }
    let threads = try #require(setups.first?["threads"] as? Int)
    let streams = StreamLayout.streamCounts(items: 5, threads: threads)
    #expect(options.count == streams.count + 1 && plan["holds"] as? Bool == true)
    #expect(setups.dropLast().compactMap { $0["streams"] as? Int }.sorted() == streams)
    #expect(
      options.compactMap { $0["recommended"] as? Bool } == [true] + streams.map { _ in false },
      "five crops are worth more")
    let interrupted = try VigilCommand(arguments + ["--fps", "1", "--seconds", "600"], in: folder.url)
    _ = try interrupted.waitForChild()
    interrupted.interrupt()
    let end = interrupted.finish()
    #expect(
      end.status == 1 && end.errors.contains("interrupted during a measurement"), "\(end.errors)")
    let refused = try VigilCommand(arguments + ["--fps", "25", "--memory", "1"], in: folder.url).finish()
    #expect(refused.status == 1)
    #expect(refused.output.contains("no setup here sustains 1 camera at 25 frames/s"), "\(refused.output)")
    #expect(try folder.names() == ["clip.mp4"])
  }
}
