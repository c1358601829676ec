import ArgumentParser

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
      """)

  @Option(parsing: .upToNextOption, help: "Videos of the camera, and folders of them.")
  var normal: [String]

  @Option(help: "Alarms a day to allow on such footage, such as 1 or 0.2.")
  var alarmsPerDay: Double

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
    guard !normal.isEmpty else { throw ValidationError("--normal takes videos or folders of the camera") }
    guard alarmsPerDay.isFinite, alarmsPerDay > 0, alarmsPerDay <= 100_000 else {
      throw ValidationError("--alarms-per-day takes a number above 0")
    }
    guard scoring.detection.events.threshold == nil else {
      throw ValidationError("calibrate finds the threshold; leave out --threshold")
    }
  }

  func run() async throws {
    try await CalibrateJob(self).run()
  }
}
