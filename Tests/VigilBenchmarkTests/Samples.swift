import Foundation
import VigilBenchmark
import VigilCore
import VigilReport

/// Measurements that nobody made.
enum Samples {
  static func sampling(seconds: Double, throttling: [String] = []) -> MeterSampling.Outcome {
    MeterSampling.Outcome(
      began: 1000, ended: 1000 + seconds, seconds: seconds, cpuSeconds: 2 * seconds,
      steadyBytes: 400 * 1_048_576,
      peakBytes: 512 * 1_048_576, energy: nil, hottest: 61, throttling: throttling)
  }

  static func setup(
    _ model: String = "i3d", crops: Int = 10, fastStem: Bool = true, precision: String = "fp32",
    preset: String = "rtfm"
  ) -> Setup {
    Setup(
      model: model,
      networks: [
        NetworkDescription(
          role: "extractor", architecture: "i3d", precision: precision, weights: model, sha256: "ab12",
          isTrained: true)
      ],
      preprocessing: PreprocessingDescription(name: preset, crops: crops),
      engine: EngineDescription(name: "OpenVINO", version: "2026.4.1"), threads: 2, streams: 2,
      hasFastStem: fastStem)
  }

  /// One round of a recording, at a rate.
  static func offline(_ framesPerSecond: Double, setup: Setup = setup()) -> ScenarioRound {
    ScenarioRound(
      Throughput.Outcome(
        frames: 160, snippets: 10, firstScore: 1.5, sampling: sampling(seconds: 160 / framesPerSecond)),
      setup: setup)
  }

  /// One round of one camera.
  static func camera(_ latencies: [Double], setup: Setup = setup()) -> ScenarioRound {
    ScenarioRound(trial(1, latencies), framesPerSecond: 25, setup: setup)
  }

  static func trial(_ cameras: Int, _ latencies: [Double]) -> CameraTrial.Outcome {
    CameraTrial.Outcome(
      cameras: cameras, latencies: latencies, offeredFrames: latencies.count * 16,
      scoredFrames: latencies.count * 16, sampling: sampling(seconds: 10))
  }

  static func record(
    _ rounds: [[ScenarioRound]], processor: String = "Cortex-A78AE", video: String = "clip.mp4"
  ) -> BenchmarkRecord {
    var record = BenchmarkRecord(
      vigil: "1.2.3", date: Date(timeIntervalSince1970: 1_772_366_400), command: "vigil benchmark i3d",
      system: SystemDescription(
        processor: processor, architecture: "aarch64", system: "Linux", cores: 6, memoryBytes: 8 << 30,
        features: ["asimd"]),
      video: SourceDescription(name: video, codec: "h264", width: 320, height: 240, framesPerSecond: 25),
      conditions: BenchmarkConditions(
        rounds: rounds.count, seconds: 10, warmUp: 2, framesPerSecond: 25, latencyLimit: 0.64,
        mostCameras: 32, coolDown: 0,
        window: 32),
      energy: EnergyDescription(unavailable: "there is no sensor"), before: MachineState())
    for round in rounds { record.add(round) }
    return record
  }
}
