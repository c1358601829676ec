import ArgumentParser
import Foundation
import Logging
import VigilCore
import VigilDatasets
import VigilPreprocessing
import VigilReport
import VigilTorch
import VigilTraining

/// `vigil train-extractor`.
struct TrainExtractor: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "train-extractor",
    abstract: "Trains a small extractor from scratch on normal and abnormal videos.",
    discussion: """
      Learns from videos that are known to be normal, or abnormal for most of their length, such as clips of a few seconds. \
      The resulting model turns 16-frame snippets into features, for vigil extract and vigil train. Needs the LibTorch plug-in \
      (scripts/build-torch).
      """)

  @Option(parsing: .upToNextOption, help: "Videos without an anomaly, and folders of them.")
  var normal: [String]

  @Option(parsing: .upToNextOption, help: "Videos of anomalies, and folders of them.")
  var abnormal: [String]

  @OptionGroup
  var new: NewModelOptions

  @Option(
    help: "Hold out block I of N (0/5 to 4/5) of the sorted names of each class, and score it at the end.")
  var holdOut: Shard?

  @Option(help: "Folder for prepared frames, reusable by other runs; NAME.training/frames if not given.")
  var frames: String?

  @Option(help: "Preset: how frames are prepared.")
  var preset: Preset = .compact

  @Option(help: "Channels of the first layer.")
  var channels = 16

  @Option(help: "Number of training steps.")
  var steps = ExtractorTrainingSettings().steps

  @Option(help: "Snippets per step.")
  var batch = ExtractorTrainingSettings().snippets

  @Option(help: "Peak learning rate.")
  var learningRate = ExtractorTrainingSettings().learningRate

  @OptionGroup
  var random: RandomOptions

  @OptionGroup
  var machine: TrainingMachineOptions

  @OptionGroup(title: "Logs")
  var log: LogOptions

  func validate() throws {
    try requireCounts([("steps", steps)])
    try require(
      holdOut.map({ $0.count > 1 }) ?? true,
      "--hold-out needs two blocks or more: with one, nothing is left to train on")
    try require(
      (2...4096).contains(batch) && batch.isMultiple(of: 2), "--batch takes an even number from 2 to 4096")
    try require(
      learningRate.isFinite && learningRate > 0 && learningRate <= 1,
      "--learning-rate takes a number above 0, at most 1")
  }

  /// Everything that is asked for.
  var configuration: ExtractorConfiguration {
    var configuration = ExtractorConfiguration(normal: normal, abnormal: abnormal, model: new.url)
    configuration.holdOut = holdOut
    configuration.replace = new.replace
    configuration.frames = frames.map { URL(filePath: $0) }
    configuration.preprocessing = Preprocessing(preset, crops: .one)
    configuration.channels = channels
    (configuration.settings.steps, configuration.settings.snippets) = (steps, batch)
    (configuration.settings.learningRate, configuration.settings.seed) = (learningRate, random.seed)
    (configuration.device, configuration.threads) = (machine.device, machine.threads)
    return configuration
  }

  func run() async throws {
    let log = log.logger("train-extractor")
    let interruption = Interruption(consequence: "progress is kept")
    var progress: ProgressLine?
    defer { progress?.finish() }
    let outcome = try await ExtractorTrainingJob(configuration).run(stop: interruption.stop) { event in
      switch event {
      case .prepared(let done, let total):
        if progress == nil { progress = ProgressLine(onTerminal: "Preparing", total: total, unit: "videos") }
        progress?.update(done: done)
      case .warned(let sentence): log.warning("\(sentence)")
      case .began(let videos, let total, let libTorch):
        progress?.finish()
        log.info(
          "training",
          metadata: [
            "videos": "\(videos.training.count)", "held out": "\(videos.heldOut.count)",
            "preset": "\(configuration.preprocessing)", "libtorch": "\(libTorch)",
          ])
        progress = ProgressLine(onTerminal: "Training", total: total, unit: "steps")
      case .step(let loss, let steps, _):
        progress?.update(done: steps)
        guard steps.isMultiple(of: 20) else { return }
        log.info("trained", metadata: ["step": "\(steps)", "loss": "\(NumberText.fixed(loss, decimals: 4))"])
      }
    }
    progress?.finish()
    for line in outcome.lines { Console.result(line) }
  }
}
