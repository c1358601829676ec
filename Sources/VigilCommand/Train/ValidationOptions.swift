import ArgumentParser
import VigilDatasets
import VigilTraining

/// What a detector is validated on during training.
struct ValidationOptions: ParsableArguments {
  @Option(
    help: "Hold out this fraction of the videos, such as 0.2, and keep the checkpoint that is best on them.")
  var validationShare: Double?

  @Option(parsing: .upToNextOption, help: "Videos without an anomaly to choose the checkpoint by.")
  var validationNormal: [String] = []

  @Option(parsing: .upToNextOption, help: "Videos with an anomaly somewhere to choose the checkpoint by.")
  var validationAbnormal: [String] = []

  @Option(help: "Validate every N steps, and after the last.")
  var validateEvery = 250

  @Option(
    parsing: .upToNextOption,
    help:
      "Features of a test set to measure as well, with --manifest that of its test videos; never used to choose a checkpoint."
  )
  var test: [String] = []

  @OptionGroup
  var truth: GroundTruthOptions<TestGroundTruth>

  func validate() throws {
    if let validationShare {
      try require(
        validationShare > 0 && validationShare < 1, "--validation-share takes a number between 0 and 1")
      try require(
        validationNormal.isEmpty && validationAbnormal.isEmpty,
        "give videos for validation or --validation-share, not both")
    }
    try require(
      validationNormal.isEmpty == validationAbnormal.isEmpty,
      "--validation-normal and --validation-abnormal go together")
    try require((1...10_000_000).contains(validateEvery), "--validate-every takes a number of at least 1")
    try require(
      !test.isEmpty || !truth.saysWhatIsAbnormal, "--test-ground-truth and --test-annotation need --test")
    try require(truth.videos == nil || !test.isEmpty, "--test-videos needs --test")
  }

  /// Whether any option needs checkpoints.
  var isUsed: Bool {
    validationShare != nil || truth.isUsed || !(validationNormal + validationAbnormal + test).isEmpty
  }

  /// When to measure; nil if there is nothing to measure on.
  var settings: ValidationSettings? {
    guard validationShare != nil || !validationNormal.isEmpty || !test.isEmpty else { return nil }
    return ValidationSettings(every: validateEvery, share: validationShare)
  }

  /// The files; a manifest says what is abnormal in a test set of which nothing else does.
  func files(manifest: String?) -> ValidationFiles {
    ValidationFiles(
      normal: validationNormal, abnormal: validationAbnormal, test: test,
      truth: truth.files(manifest: test.isEmpty || truth.isUsed ? nil : manifest))
  }
}
