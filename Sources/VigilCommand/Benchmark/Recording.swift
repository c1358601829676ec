import Foundation
import VigilCore
import VigilMedia

/// The recording that is measured: the user's, or a test picture.
enum Recording {
  /// Refuses live sources.
  static func check(_ video: String?) throws {
    if let video, try MediaSource(video).isLive {
      throw CommandError(
        "\(SourceName.redacted(video)) is live; give a recording, which is played at camera speed"
      )
    }
  }

  /// Passes on the user's recording, or a test picture that is removed afterwards.
  static func with<Result>(_ video: String?, _ body: (String) async throws -> Result) async throws -> Result {
    if let video { return try await body(video) }
    let pattern = try await TestPattern.make()
    defer { try? FileManager.default.removeItem(at: pattern) }
    return try await body(pattern.path)
  }
}
