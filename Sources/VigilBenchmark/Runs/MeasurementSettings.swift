import VigilCore

/// How each measurement is made.
public struct MeasurementSettings: Hashable, Sendable {
  /// Seconds of a measurement, at least.
  public var seconds = 10.0
  /// Snippets before it that do not count.
  public var warmUp = 2
  /// Frames per second of a camera.
  public var framesPerSecond = 25.0
  /// Seconds within which 99 of 100 snippets must be scored for cameras to hold; nil for the length of a snippet.
  public var latencyLimit: Double?
  /// The most cameras to try.
  public var mostCameras = 32
  /// The only number of cameras to try; nil to search for the number that holds.
  public var cameras: Int?
  /// Window of the detector, in snippets.
  public var window = 32

  /// Ten seconds of a camera's usual rate.
  public init() {}

  /// The limit of the latency, in seconds.
  public var limit: Double { latencyLimit ?? Double(SnippetPosition.framesPerSnippet) / framesPerSecond }
}

extension BenchmarkConditions {
  /// How measurements were made, so many times.
  public init(_ settings: MeasurementSettings, rounds: Int, coolDown: Double) {
    self.init(
      rounds: rounds, seconds: settings.seconds, warmUp: settings.warmUp,
      framesPerSecond: settings.framesPerSecond, latencyLimit: settings.limit,
      mostCameras: settings.mostCameras, cameras: settings.cameras, coolDown: coolDown,
      window: settings.window)
  }
}
