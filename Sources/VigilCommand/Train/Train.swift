public import ArgumentParser
import VigilPreprocessing
public import VigilTraining

/// `vigil train`.
struct Train: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Trains a detector on the features of normal and abnormal videos.",
    discussion: """
      Weakly supervised (multiple-instance) training as in RTFM: a video is known to be normal, or to have an anomaly somewhere. Features come from \
      vigil extract, [snippets, crops, features] for each video. Normal and abnormal videos are folders of .npy files, lists \
      of them, or single files. With --validation-share or videos for validation the best checkpoint is kept, else the last. \
      A folder NAME.training beside the model keeps the training state, for --resume, and a report. Ctrl-C stops \
      a training early and keeps its progress. Needs the LibTorch plug-in (scripts/build-torch), except for --recipe linear. \
      With --from-station a linear head is learned from labelled events, and a model is made only if that head is better on days that it \
      has not seen.
      """)

  /// A set of hyperparameters.
  enum Recipe: String, ExpressibleByArgument, CaseIterable {
    case rtfm, paper, linear
  }

  @OptionGroup
  var data: TrainingVideoOptions

  @OptionGroup
  var new: NewModelOptions

  @OptionGroup
  var alarm: NewThresholdOptions

  @Option(
    help:
      "rtfm: from scratch, 32 + 32 videos per step; paper: fine-tunes --from, 16 + 16, with a decaying learning rate; linear: the best linear detector, for few and short videos. rtfm if not given, linear with --from-station."
  )
  var recipe: Recipe?

  @OptionGroup
  var stepping: StepOptions

  @OptionGroup
  var fitting: LinearOptions

  @OptionGroup
  var random: RandomOptions

  @Option(help: "Train once with each of these seeds, as 1,2,3; each makes NAME-seed1.vigil and so on.")
  var seeds: SeedList?

  @OptionGroup(title: "Validation")
  var validation: ValidationOptions

  @OptionGroup
  var machine: TrainingMachineOptions

  @Option(help: "The preset that the features were made with; not needed if they record it.")
  var preset: Preset?

  @OptionGroup(title: "Logs")
  var log: LogOptions

  /// The recipe that is used.
  var method: Recipe { recipe ?? (data.fromStation == nil ? .rtfm : .linear) }

  func validate() throws {
    if data.fromStation != nil { try validateLearning() }
    switch method {
    case .linear:
      let used =
        stepping.used + (validation.isUsed ? ["the validation options"] : [])
        + (seeds == nil ? [] : ["--seeds"])
      try require(
        used.isEmpty,
        "--recipe linear is a direct fit and cannot use \(used.joined(separator: ", ")); vigil evaluate measures it"
      )
    case .rtfm, .paper:
      if let option = fitting.used { throw ValidationError("\(option) is for --recipe linear") }
    }
    try require(
      validation.test.isEmpty || validation.truth.saysWhatIsAbnormal || data.manifest != nil,
      "--test needs --test-ground-truth or --test-annotation, or --manifest")
    try require(
      method != .paper || stepping.from != nil || stepping.resume,
      "--recipe paper fine-tunes a detector; add --from MODEL")
    try require(
      alarm.value > 0 && alarm.value < 1, "--threshold takes a number between 0 and 1")
    try require(
      data.videos == nil || (1...1024).contains(machine.threads ?? 1),
      "--threads takes a number from 1 to 1024")
  }

  func run() async throws {
    if let station = data.fromStation { return try await learn(from: station) }
    if data.videos != nil {
      try check()
      try await extract()
    }
    try method == .linear ? fit() : train()
  }
}

extension SeedList: ExpressibleByArgument {}
