public import ArgumentParser
public import VigilBenchmark

/// How each measurement is made.
struct MeasurementOptions: ParsableArguments {
  @Option(help: "Minimum duration of each measurement in seconds.")
  var seconds = 10.0

  @Option(help: "Warm-up snippets before each measurement.")
  var warmUp = 2

  @Option(help: "Frame rate of a camera.")
  var fps = 25.0

  @Option(
    help: """
      Seconds within which 99 of 100 snippets must be scored for cameras to count as sustained; the length of a snippet if not \
      given.
      """)
  var latencyLimit: Double?

  @Option(help: "Maximum number of cameras to try.")
  var mostCameras = 32

  @Option(help: "Try only this number of cameras.")
  var cameras: Int?

  @OptionGroup
  var online: WindowOptions

  func validate() throws {
    try require((0.1...3600).contains(seconds), "--seconds takes 0.1 to 3600")
    try require((1...1000).contains(warmUp), "--warm-up takes 1 to 1000 snippets")
    try require((1...240).contains(fps), "--fps takes 1 to 240 frames/s")
    try require((0.001...3600).contains(latencyLimit ?? 1), "--latency-limit takes 0.001 to 3600 seconds")
    try require((1...1024).contains(mostCameras), "--most-cameras takes 1 to 1024")
    try require((1...1024).contains(cameras ?? 1), "--cameras takes 1 to 1024")
  }

  /// What the options ask for.
  var settings: MeasurementSettings {
    var settings = MeasurementSettings()
    (settings.seconds, settings.warmUp, settings.framesPerSecond) = (seconds, warmUp, fps)
    (settings.latencyLimit, settings.mostCameras) = (latencyLimit, mostCameras)
    (settings.cameras, settings.window) = (cameras, online.window)
    return settings
  }
}

extension Scenario: ExpressibleByArgument {}
