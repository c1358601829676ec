import ArgumentParser
import VigilInference
import VigilPreprocessing

/// `vigil train`.
struct Train: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Trains a detector on the features of normal and abnormal videos.",
    discussion: """
      Weakly supervised (multiple-instance) training as in RTFM: a video is known to be normal, or to have an anomaly somewhere. Features come from \
      vigil extract, [snippets, crops, features] for each video. Normal and abnormal videos are folders of .npy files, lists \
      of them, or single files. With --validation-share or videos for validation the best checkpoint is kept, else the last. \
      A folder NAME.training beside the model keeps the training state, for --resume, and a report. Ctrl-C stops \
      a training early and keeps its progress. Needs the LibTorch plug-in (scripts/build-torch), except for --recipe linear.
      """)

  /// A set of hyperparameters.
  enum Recipe: String, ExpressibleByArgument, CaseIterable {
    case rtfm, paper, linear
  }

  @Option(parsing: .upToNextOption, help: "Videos without an anomaly.")
  var normal: [String] = []

  @Option(parsing: .upToNextOption, help: "Videos with an anomaly somewhere.")
  var abnormal: [String] = []

  @Option(help: "A manifest (vigil dataset), whose training videos to take, with --features.")
  var manifest: String?

  @Option(help: "The folder of the features of the manifest's videos.")
  var features: String?

  @Option(
    help: "Videos to extract and train with: a folder with normal/ and abnormal/ or classes, or a manifest.")
  var videos: String?

  @Option(help: "The model whose extractor makes the features of --videos.")
  var extractor: String?

  @Option(help: "Crops per frame for --videos: 10, 5 or 1; the extractor's own if not given.")
  var crops: CropCount?

  @Option(help: "The model to make; its name ends in .vigil.")
  var output: String

  @Option(
    help:
      "rtfm: from scratch, 32 + 32 videos per step; paper: fine-tunes --from, 16 + 16, with a decaying learning rate; linear: the best linear detector, for few and short videos."
  )
  var recipe: Recipe = .rtfm

  @Option(help: "A model whose detector to start from.")
  var from: String?

  @Option(help: "Number of training steps.")
  var steps: Int?

  @Option(help: "Videos of each class per step.")
  var batch: Int?

  @Option(help: "Initial learning rate.")
  var learningRate: Double?

  @Option(help: "Fraction of the initial learning rate that is left in the last step.")
  var finalRate: Double?

  @Option(help: "Weight decay.")
  var weightDecay: Double?

  @Option(help: "L2 penalty of --recipe linear; 5 if not given.")
  var penalty: Double?

  @Option(
    help:
      "L1 penalty instead of --penalty, as a fraction of the value at which no feature is left; 0.5 is a good start."
  )
  var sparsity: Double?

  @Option(help: "Score from which a snippet counts as abnormal, kept in the model.")
  var threshold = 0.7

  @Option(help: "Random seed.")
  var seed: UInt64 = 1

  @OptionGroup(title: "Validation")
  var validation: ValidationOptions

  @Option(help: "Save the training state every N steps.")
  var saveEvery = 500

  @Flag(help: "Resume the training of this output, with its own hyperparameters.")
  var resume = false

  @Flag(help: "Replace a model that is already there.")
  var replace = false

  @Option(help: "Device to train on: cpu, cuda, or one of several GPUs as cuda:1.")
  var device: ComputeDevice = .cpu

  @Option(help: "Processor threads; all cores if not given.")
  var threads: Int?

  @Option(help: "The preset that the features were made with; not needed if they record it.")
  var preset: Preset?

  @OptionGroup(title: "Logs")
  var log: LogOptions

  func validate() throws {
    try validateVideos()
    try validateLinear()
    try require(
      output.hasSuffix(".vigil"), "--output takes the name of a model folder, such as \(output).vigil")
    for (name, value) in [
      ("steps", steps), ("batch", batch), ("save-every", saveEvery), ("threads", threads),
    ] {
      try require((1...10_000_000).contains(value ?? 1), "--\(name) takes a number of at least 1")
    }
    for (name, value) in [
      ("learning-rate", learningRate), ("final-rate", finalRate), ("weight-decay", weightDecay),
    ] {
      guard let value else { continue }
      guard value.isFinite, (0...1).contains(value) else {
        throw ValidationError("--\(name) takes a number from 0 to 1")
      }
    }
    try require(threshold > 0 && threshold < 1, "--threshold takes a number between 0 and 1")
    try require(
      recipe != .paper || from != nil || resume, "--recipe paper fine-tunes a detector; add --from MODEL")
  }

  /// The linear fit takes no steps and chooses no checkpoint.
  private func validateLinear() throws {
    guard recipe == .linear else {
      guard penalty == nil, sparsity == nil else {
        throw ValidationError("--\(penalty == nil ? "sparsity" : "penalty") is for --recipe linear")
      }
      return
    }
    let others: [(String, Bool)] = [
      ("--steps", steps != nil), ("--batch", batch != nil), ("--learning-rate", learningRate != nil),
      ("--final-rate", finalRate != nil), ("--weight-decay", weightDecay != nil), ("--from", from != nil),
      ("--resume", resume), ("the validation options", validation.isUsed),
    ]
    let used = others.filter(\.1).map(\.0)
    try require(
      used.isEmpty,
      "--recipe linear is a direct fit and cannot use \(used.joined(separator: ", ")); vigil evaluate measures it"
    )
    try require(
      (penalty ?? 1).isFinite && (1e-6...1e6).contains(penalty ?? 1),
      "--penalty takes a number from 0.000001 to 1000000")
    guard let sparsity else { return }
    guard penalty == nil else {
      throw ValidationError("--sparsity replaces --penalty; give one of them")
    }
    try require((0.01..<1).contains(sparsity), "--sparsity takes a number from 0.01 to below 1")
  }

  /// Videos are named in exactly one way.
  private func validateVideos() throws {
    let ways = [
      !normal.isEmpty || !abnormal.isEmpty, manifest != nil || features != nil,
      videos != nil || extractor != nil,
    ]
    try require(
      ways.count(where: { $0 }) == 1 && normal.isEmpty == abnormal.isEmpty
        && (manifest == nil) == (features == nil) && (videos == nil) == (extractor == nil),
      "say what to train with: --normal and --abnormal, or --manifest and --features, or --videos and --extractor"
    )
    try require(crops == nil || videos != nil, "--crops is for --videos")
    try require(videos == nil || (1...1024).contains(threads ?? 1), "--threads takes a number from 1 to 1024")
  }

  func run() async throws {
    if videos != nil {
      try check()
      try await extract()
    }
    try recipe == .linear ? fit() : train()
  }
}
