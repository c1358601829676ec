import ArgumentParser
import VigilCore
import VigilEvaluation

/// `vigil models calibrate`.
struct ModelsCalibrate: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "calibrate",
    abstract: "Finds the threshold that gives a requested number of alarms a day on one camera.",
    discussion: """
      Scores mostly normal footage from one camera (no labelling needed) and finds the threshold that gives the requested \
      alarm rate. If the footage is too short to count alarms, the rate is extrapolated from the tail of the scores; the \
      output says so. The threshold goes into the manifest of the model with the detector, or into a file of \
      its own with --output, for vigil detect --calibration.

      With --scores it reads scores that vigil detect --output stored, computes nothing anew, and prints two thresholds: \
      for alarms, one a week if not told otherwise, and for reviews.
      """)

  @Option(parsing: .upToNextOption, help: "Videos of the camera, and folders of them.")
  var normal: [String] = []

  @Option(
    parsing: .upToNextOption,
    help: "Stored scores of the camera instead: scores.csv, scores.json, and folders of them.")
  var scores: [String] = []

  @Option(help: "Alarms a day to allow on such footage, such as 1 or 0.2; 1/7 with --scores if not given.")
  var alarmsPerDay: Double?

  @Option(help: "Events a day to look at, with --scores.")
  var reviewsPerDay = 5.0

  @Option(help: "A file for this camera's threshold; the model stays as it is.")
  var output: String?

  @OptionGroup
  var scoring: FootageOptions

  @OptionGroup
  var random: RandomOptions

  @OptionGroup
  var result: ResultOptions

  @OptionGroup(title: "Logs")
  var log: LogOptions

  func validate() throws {
    guard normal.isEmpty != scores.isEmpty else {
      throw ValidationError(
        "--normal takes videos or folders of the camera, and --scores what is stored of it; give one")
    }
    guard scores.isEmpty || output == nil else {
      throw ValidationError("--scores prints thresholds; leave out --output")
    }
    guard scores.isEmpty == false || alarmsPerDay != nil else {
      throw ValidationError("Missing expected argument '--alarms-per-day <alarms-per-day>'")
    }
    for rate in [alarmsPerDay ?? 1, reviewsPerDay] where !(rate > 0 && rate <= 100_000) {
      throw ValidationError("--alarms-per-day and --reviews-per-day take a number above 0")
    }
    guard scoring.detection.events.threshold == nil else {
      throw ValidationError("calibrate finds the threshold; leave out --threshold")
    }
  }

  func run() async throws {
    guard scores.isEmpty else { return try calibrateScores() }
    try await CalibrateJob(self).run()
  }

  /// Thresholds of stored scores.
  private func calibrateScores() throws {
    let files = try ScoreFiles(scores)
    var calibration = ScoreCalibration(
      ScoreCalibration.Options(
        alarmsPerDay: alarmsPerDay ?? 1.0 / 7, reviewsPerDay: reviewsPerDay,
        rules: scoring.detection.events.rules(modelThreshold: 1), byHour: files.haveDates,
        bootstrap: Bootstrap(resamples: 200, seed: random.seed)))
    let interruption = Interruption(consequence: "nothing is printed")
    try files.add(to: &calibration, stop: interruption.stop)
    guard !interruption.stop.isRequested else { return }
    let thresholds = calibration.thresholds()
    try result.json ? Console.json(thresholds) : thresholds.lines.forEach { Console.result($0) }
  }
}
