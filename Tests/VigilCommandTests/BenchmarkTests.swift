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
        #expect(samples.count == 2 && samples.allSatisfy { $0 >= 0 && $0.isFinite }, "\(figure)")
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
    // A child is there when the first measurement has begun.
    let children = "/proc/\(command.identifier)/task/\(command.identifier)/children"
    let limit = Date.now + 60
    while (try? String(contentsOfFile: children, encoding: .utf8))?.isEmpty ?? true, Date.now < limit {
      Thread.sleep(forTimeInterval: 0.02)
    }
    command.interrupt()
    let outcome = command.finish()
    #expect(outcome.status != 0)
    #expect(outcome.errors.contains("ended before its first round"), "\(outcome.errors)")
    #expect(outcome.output.isEmpty)
    #expect(try folder.names() == ["clip.mp4"])
  }

  @Test func `says all at once what it cannot measure`() throws {
    let missing = try VigilCommand.run("benchmark", "nothing", "neither", in: folder.url)
    #expect(missing.status != 0)
    #expect(missing.errors.contains("no model nothing") && missing.errors.contains("no model neither"))
    let live = try VigilCommand.run("benchmark", "test-weights-narrow", "--video", "/dev/video7")
    #expect(live.status != 0 && live.errors.contains("its own clock"))
    let meter = try benchmark("--meter", "power.csv").finish()
    #expect(meter.status != 0 && meter.errors.contains("power.csv"))
    let compared = try VigilCommand.run("benchmark", "compare", clip.path, clip.path)
    #expect(compared.status != 0 && compared.errors.contains("is no benchmark"))
  }

  @Test func `stores a snippet for machines without the program`() throws {
    let arguments = ["benchmark", "store", "--model", "test-weights-narrow", "--video", clip.path]
    let outcome = try VigilCommand(arguments, in: folder.url).finish()
    #expect(outcome.status == 0, "\(outcome.errors)")
    let stored = try Data(contentsOf: folder.appending("bench.clip"))
    #expect(stored.starts(with: Data("vigil stored clip 1\n".utf8)))
    // 320x240 becomes 341x256 under rtfm.
    #expect(stored.count > 16 * 3 * 341 * 256 && stored.count < 5_000_000)
    let refused = try VigilCommand(arguments + ["--preset", "paper", "--output", "b"], in: folder.url)
      .finish()
    #expect(refused.status != 0 && refused.errors.contains("--preset rtfm"), "\(refused.errors)")
    #expect(try folder.names() == ["bench.clip", "clip.mp4"])
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
    let streams = ExecutionPlan.streamCounts(items: 5, threads: threads)
    #expect(options.count == streams.count + 1 && plan["holds"] as? Bool == true)
    #expect(setups.dropLast().compactMap { $0["streams"] as? Int }.sorted() == streams)
    #expect(
      options.compactMap { $0["recommended"] as? Bool } == [true] + streams.map { _ in false },
      "five crops are worth more")
    let refused = try VigilCommand(arguments + ["--fps", "25", "--memory", "1"], in: folder.url).finish()
    #expect(refused.status == 1)
    #expect(refused.output.contains("nothing here holds 1 camera at 25 frames/s"), "\(refused.output)")
    #expect(try folder.names() == ["clip.mp4"])
  }
}
