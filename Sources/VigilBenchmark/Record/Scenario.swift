/// A way to use the program that is measured.
public enum Scenario: String, CaseIterable, Sendable, Codable {
  /// A recording, as fast as it goes.
  case offline
  /// One camera.
  case singleStream = "single-stream"
  /// As many cameras as hold.
  case multiStream = "multi-stream"
  /// Each stage alone.
  case stages
}
