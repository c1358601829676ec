import Foundation
import VigilCore
import VigilMedia

/// The recording that is measured: the user's, or a test picture.
public enum BenchmarkRecording {
  /// Refuses live sources.
  ///
  /// - Throws: `notAvailable`, or `MediaError` for an address that is none.
  public static func check(_ video: String?) throws {
    if let video, try MediaSource(video).isLive {
      throw BenchmarkError(
        .notAvailable,
        "\(SourceName.redacted(video)) is live; give a recording, which is played at camera speed"
      )
    }
  }

  /// Passes on the user's recording, or a test picture that is removed afterwards.
  public static func with<Result>(_ video: String?, _ body: (String) async throws -> Result) async throws
    -> Result
  {
    if let video { return try await body(video) }
    let pattern = try await TestPattern.make()
    defer { try? FileManager.default.removeItem(at: pattern) }
    return try await body(pattern.path)
  }
}
