import ArgumentParser
import VigilPreprocessing
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

  @Option(help: "The model to make; its name ends in .vigil.")
  var output: String

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
  var steps = ExtractorPlan().steps

  @Option(help: "Snippets per step.")
  var batch = ExtractorPlan().clips

  @Option(help: "Peak learning rate.")
  var learningRate = ExtractorPlan().learningRate

  @Option(help: "Random seed.")
  var seed: UInt64 = 1

  @Flag(help: "Replace a model that is already there.")
  var replace = false

  @Option(help: "Device to train on: cpu, cuda, or one of several GPUs as cuda:1.")
  var device: TorchDevice = .cpu

  @Option(help: "Processor threads; all cores if not given.")
  var threads: Int?

  @OptionGroup(title: "Logs")
  var log: LogOptions

  func validate() throws {
    guard output.hasSuffix(".vigil") else {
      throw ValidationError("--output takes the name of a model folder, such as \(output).vigil")
    }
    for (name, value) in [("steps", steps), ("threads", threads ?? 1)] {
      guard (1...10_000_000).contains(value) else {
        throw ValidationError("--\(name) takes a number of at least 1")
      }
    }
    guard holdOut.map({ $0.count > 1 }) ?? true else {
      throw ValidationError("--hold-out needs two blocks or more: with one, nothing is left to train on")
    }
    guard (2...4096).contains(batch), batch.isMultiple(of: 2) else {
      throw ValidationError("--batch takes an even number from 2 to 4096")
    }
    guard learningRate.isFinite, learningRate > 0, learningRate <= 1 else {
      throw ValidationError("--learning-rate takes a number above 0, at most 1")
    }
  }

  /// The default hyperparameters with the user's overrides.
  var plan: ExtractorPlan {
    var plan = ExtractorPlan()
    (plan.steps, plan.clips, plan.learningRate, plan.seed) = (steps, batch, learningRate, seed)
    return plan
  }

  func run() async throws {
    try await TrainExtractorJob(options: self).run()
  }
}
