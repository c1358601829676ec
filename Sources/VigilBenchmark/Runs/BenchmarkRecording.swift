import Foundation
import VigilCore
public import VigilMedia

/// The recording that is measured: the user's, or a test picture.
public enum BenchmarkRecording {
  /// Refuses live sources, as far as their name says that they are; of a web address only `facts` can tell.
  ///
  /// - Throws: `notAvailable`, or `MediaError` for an address that is none.
  public static func check(_ video: String?) throws {
    guard let video else { return }
    let source = try MediaSource(video)
    if source.isLivenessKnown { try check(video, isLive: source.isLive) }
  }

  /// Opens the recording, and refuses it if it is live.
  ///
  /// - Throws: `notAvailable`, or `MediaError` if it cannot be opened.
  public static func facts(_ video: String) async throws -> SourceFacts {
    let facts = try await MediaSource(video).facts()
    try check(video, isLive: facts.isLive)
    return facts
  }

  private static func check(_ video: String, isLive: Bool) throws {
    if isLive {
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
