import Foundation
import Testing
import VigilBenchmark
import VigilTestSupport

@Suite struct `A record of a benchmark` {
  private var record: BenchmarkRecord {
    let setups = [Samples.setup(), Samples.setup(fastStem: false)]
    return Samples.record(
      [8.0, 8.4, 8.1].map { rate in
        setups.flatMap { setup in
          let trials = [1, 2].map { Samples.trial($0, [0.2, 0.3 * Double($0 * $0)]) }
          return [
            Samples.offline(setup.hasFastStem ? rate : rate / 1.3, setup: setup),
            Samples.camera([0.2, 0.25, 0.3], setup: setup),
            ScenarioRound(best: trials[0], trials: trials, limit: 0.64, framesPerSecond: 25, setup: setup),
            ScenarioRound(stages: [(.decode, 3.5), (.extractor, 1800)], setup: setup),
          ]
        }
      })
  }

  @Test func `keeps every value of every round`() throws {
    let record = record
    #expect(record.rounds == 3 && record.setups.count == 2 && record.measurements.count == 8)
    let offline = try #require(record[Samples.setup(), .offline])
    let rates = try #require(offline[.framesPerSecond]?.samples)
    for (rate, expected) in zip(rates, [8.0, 8.4, 8.1]) { #expect(abs(rate - expected) < 1e-9) }
    #expect(offline[.snippetsPerSecond]?.samples.count == 3)
    #expect(offline[.peakMemory]?.median == 512 && offline[.busyCores]?.median == 2)
    let single = try #require(record[Samples.setup(), .singleStream])
    let (middle, slowest) = (
      try #require(single[.latency50]?.median), try #require(single[.latency99]?.median)
    )
    #expect(abs(middle - 250) < 1e-9)
    #expect(abs(slowest - 299) < 1e-9)
    #expect(single.latencies.count == 3 && single.latencies[0].count == 101)
    let multi = try #require(record[Samples.setup(), .multiStream])
    #expect(multi[.cameras]?.samples == [1, 1, 1])
    #expect(multi.trials[0].map(\.holds) == [true, false])
  }

  @Test func `is read back as it was written`() throws {
    let folder = try TemporaryFolder()
    let record = record
    try BenchmarkReport(record).write(to: folder.appending("out"))
    #expect(
      try FileManager.default.contentsOfDirectory(atPath: folder.path("out")).sorted()
        == ["benchmark.json", "benchmark.md", "report.html"])
    let again = try BenchmarkRecord(reading: folder.appending("out/benchmark.json"))
    #expect(again == record)
    #expect(again.json == record.json)
    // What is now `preprocessing` was once `recipe`.
    let former = record.json.replacing("\"preprocessing\" :", with: "\"recipe\" :")
    #expect(former != record.json && !record.json.contains("recipe"))
    #expect(try JSONDecoder().decode(BenchmarkRecord.self, from: Data(former.utf8)) == record)
  }

  @Test func `refuses other files and newer formats`() throws {
    let folder = try TemporaryFolder()
    let file = folder.appending("benchmark.json")
    #expect(throws: BenchmarkError.self) { try BenchmarkRecord(reading: file) }
    for text in ["{}", "[", "{\"format\": 99}"] {
      try Data(text.utf8).write(to: file)
      #expect(throws: BenchmarkError.self) { try BenchmarkRecord(reading: file) }
    }
  }

  @Test func `shows the published numbers with their caveat`() {
    let text = record.markdown
    #expect(
      text.contains("| i3d | this machine | fast first layers | 10 | 0.54 | 8.1 (8 to 8.4) | 250 / 299 |"))
    #expect(text.contains("| i3d | this machine | no | 10 |"))
    #expect(
      text.contains("| paper | Jetson Orin Nano | Torch-TensorRT | 10 | 3.11 | 31.7 (47.56) | – | – | – |"))
    #expect(text.contains("160/240"))
    #expect(text.contains("- energy: not available: there is no sensor"))
    #expect(text.contains("## Multi stream") && text.contains("within 640 ms"))
  }

  /// A record of which each round tried one number of cameras, with a latency.
  private func trials(of cameras: Int, _ latencies: [Double]) -> BenchmarkRecord {
    var record = Samples.record(
      latencies.map { latency in
        let trial = Samples.trial(cameras, [latency])
        return [
          ScenarioRound(
            best: latency < 0.64 ? trial : nil, trials: [trial], isSearch: false, limit: 0.64,
            framesPerSecond: 25, setup: Samples.setup())
        ]
      })
    record.conditions.cameras = cameras
    return record
  }

  @Test func `knows no more of one number of cameras than whether it held`() throws {
    let (held, failed) = (trials(of: 2, [0.2, 0.3]), trials(of: 200, [0.7, 0.8]))
    #expect(
      held.markdown.contains("| 2 or more |") && held.markdown.contains("2 cameras at 25 frames/s, which"))
    #expect(failed.markdown.contains("| fewer than 200 |"))
    #expect(failed.measurements[0][.cameras] == nil)
    #expect(trials(of: 4, [0.2, 0.8]).markdown.contains("| 4 in 1 of 2 rounds |"))
    // Records of earlier versions do not say it.
    let json = held.json.replacing(/\n *"cameras" : 2,(?=\n *"cool_down")/, with: "")
    let earlier = try JSONDecoder().decode(BenchmarkRecord.self, from: Data(json.utf8))
    #expect(earlier.conditions.cameras == nil && earlier.rounds == 2)
  }

  @Test func `says how many readings were left out, and what has no energy`() {
    var energy = EnergyDescription(log: "power.csv")
    (energy.idleWatts, energy.leftOut) = (5, 3)
    #expect(energy.line == "external meter (power.csv), idle 5 W, 3 readings left out")
    energy.gap = "missing for 1 interval: power.csv ends"
    #expect(energy.line.hasSuffix("3 readings left out, missing for 1 interval: power.csv ends"))
  }

  @Test func `makes a page that needs nothing else`() {
    let page = BenchmarkReport(record).html
    #expect(page.contains("<svg") && !page.contains("<script") && !page.contains("http://www.w3.org/1999"))
    #expect(page.contains("Cortex-A78AE") && page.contains("31.7 (47.56)"))
    #expect(page.contains("<h2>Stages</h2>") && page.contains("1,800") == false)
  }

  @Test func `takes away the idle power from energy`() throws {
    var round = Samples.offline(8)  // 20 s for 10 snippets
    round.set(
      EnergyTally.Total(joules: 300, seconds: 20, readings: 200, leftOut: 0), idle: 5, framesPerSecond: 25)
    #expect(round.value(.power) == 15 && round.value(.powerAboveIdle) == 10)
    #expect(round.value(.energyPerSnippet) == 20)
    // 25 / 16 snippets a second for an hour, in watt-hours.
    let hour = try #require(round.value(.energyPerCameraHour))
    #expect(abs(hour - 31.25) < 1e-9)
    var camera = ScenarioRound(Samples.trial(4, [0.1]), framesPerSecond: 25, setup: Samples.setup())
    camera.set(
      EnergyTally.Total(joules: 90, seconds: 10, readings: 9, leftOut: 0), idle: 5, framesPerSecond: 25)
    #expect(camera.value(.energyPerCameraHour) == 1, "four watts above idle over four cameras, for an hour")
    var unknown = Samples.offline(8)
    unknown.set(
      EnergyTally.Total(joules: 300, seconds: 20, readings: 200, leftOut: 0), idle: nil, framesPerSecond: 25)
    #expect(unknown.value(.power) == 15 && unknown.value(.energyPerSnippet) == nil)
  }
}
