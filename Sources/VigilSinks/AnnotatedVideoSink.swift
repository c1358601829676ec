public import Foundation
public import VigilCore
public import VigilMedia
public import VigilPipeline

/// Writes a copy of a recording that shows its scores, in a second pass once all are known.
public struct AnnotatedVideoSink: DetectionSink {
  /// The name in messages.
  public let name = "annotated video"
  private let video: AnnotatedVideo
  private let destination: URL
  private let willWrite: () -> Void
  private var scores = FrameScores()

  /// Describes the copy.
  ///
  /// - Parameter willWrite: is called before the second pass.
  public init(_ video: AnnotatedVideo, destination: URL, willWrite: @escaping () -> Void = {}) {
    self.video = video
    self.destination = destination
    self.willWrite = willWrite
  }

  /// Handles an update.
  public mutating func take(_ update: DetectionUpdate) async throws {
    if case .scored(let score) = update.content { scores.append(score) }
  }

  /// Writes the video, or removes an earlier one if nothing was scored or the run failed.
  public mutating func finish(_ outcome: RunOutcome) async throws {
    guard !scores.isEmpty, outcome.ending != .failed else {
      // An earlier one would show other scores.
      try? FileManager.default.removeItem(at: destination)
      return
    }
    willWrite()
    // The whole recording is copied; frames without a score show none.
    let scores = scores
    _ = try await video.write(to: destination) { scores[$0] }
  }
}
