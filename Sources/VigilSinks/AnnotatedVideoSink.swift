public import Foundation
public import VigilCore
public import VigilMedia
public import VigilPipeline

/// Writes a copy of a recording that shows its scores, in a second pass once all are known.
public struct AnnotatedVideoSink: DetectionSink {
  /// What a sink tells of its copy.
  public enum Event: Hashable, Sendable {
    /// The second pass begins.
    case began
    /// The run was interrupted: the copy ends after so many seconds, or there is none.
    case cut(seconds: Double?)
  }

  /// After a run was interrupted, the second pass takes at most so many seconds.
  public static let limit = 5.0

  /// The name in messages.
  public let name = "annotated video"
  private let video: AnnotatedVideo
  private let destination: URL
  private let stop: StopRequest
  private let clocks: Clocks
  private let report: (Event) -> Void
  private var scores = FrameScores()

  /// Describes the copy.
  ///
  /// - Parameters:
  ///   - stop: ends the copy once requested: at once, or if the run was interrupted by it, after the last frame with a score and
  ///     within `limit`.
  ///   - clocks: measure the limit.
  ///   - report: told what happens.
  public init(
    _ video: AnnotatedVideo, destination: URL, stop: StopRequest = StopRequest(), clocks: Clocks = .machine,
    report: @escaping (Event) -> Void = { _ in }
  ) {
    self.video = video
    self.destination = destination
    self.stop = stop
    self.clocks = clocks
    self.report = report
  }

  /// Handles an update.
  public mutating func take(_ update: DetectionUpdate) async throws {
    if case .scored(let score) = update.content { scores.append(score) }
  }

  /// Writes the video, unless nothing was scored or the run failed.
  public mutating func finish(_ outcome: RunOutcome) async throws {
    guard !scores.isEmpty, outcome.ending != .failed else { return }
    report(.began)
    let (scores, stop, clocks) = (scores, stop, clocks)
    let deadline = clocks.now() + Self.limit
    let isInterrupted = outcome.ending == .interrupted
    // Otherwise the whole recording is copied; frames without a score show none.
    let summary = try await video.write(
      to: destination,
      until: { frame in
        isInterrupted ? frame.index >= scores.end || clocks.now() >= deadline : stop.isRequested
      }, score: { scores[$0] })
    if summary.isCut { report(.cut(seconds: summary.frames > 0 ? summary.duration : nil)) }
  }
}
