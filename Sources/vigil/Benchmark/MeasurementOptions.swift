public import ArgumentParser
public import VigilBenchmark
import VigilCore

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

  @Option(help: "Window of the online detector, in snippets.")
  var window = 32

  func validate() throws {
    guard (0.1...3600).contains(seconds) else { throw ValidationError("--seconds takes 0.1 to 3600") }
    guard (1...1000).contains(warmUp) else { throw ValidationError("--warm-up takes 1 to 1000 snippets") }
    guard (1...240).contains(fps) else { throw ValidationError("--fps takes 1 to 240 frames/s") }
    guard (0.001...3600).contains(latencyLimit ?? 1) else {
      throw ValidationError("--latency-limit takes 0.001 to 3600 seconds")
    }
    guard (1...1024).contains(mostCameras) else { throw ValidationError("--most-cameras takes 1 to 1024") }
    guard (1...1024).contains(cameras ?? 1) else { throw ValidationError("--cameras takes 1 to 1024") }
    guard (1...4096).contains(window) else { throw ValidationError("--window takes 1 to 4096 snippets") }
  }

  /// The limit, in seconds.
  var limit: Double { latencyLimit ?? Double(SnippetPosition.framesPerSnippet) / fps }

  /// The same options for another process.
  var arguments: [String] {
    [
      "--seconds", "\(seconds)", "--warm-up", "\(warmUp)", "--fps", "\(fps)", "--latency-limit", "\(limit)",
      "--most-cameras", "\(mostCameras)", "--window", "\(window)",
    ] + (cameras.map { ["--cameras", "\($0)"] } ?? [])
  }
}

extension Scenario: ExpressibleByArgument {}
