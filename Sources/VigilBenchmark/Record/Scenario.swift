/// A measured way of using the program.
public enum Scenario: String, CaseIterable, Sendable, Codable {
  /// A recording, as fast as possible.
  case offline
  /// One camera.
  case singleStream = "single-stream"
  /// As many cameras as the machine sustains.
  case multiStream = "multi-stream"
  /// Each stage alone.
  case stages
}
