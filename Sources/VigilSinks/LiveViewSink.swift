public import VigilCore
public import VigilMedia
public import VigilPipeline

/// Shows the newest score on the live picture.
public struct LiveViewSink: DetectionSink {
  /// The name in messages.
  public let name = "live view"
  private let view: LiveView

  /// Gives scores to a view, which whoever gives it frames also ends.
  public init(_ view: LiveView) { self.view = view }

  /// Handles an update.
  public func take(_ update: DetectionUpdate) async throws {
    if case .scored(let score) = update.content { view.scored(score) }
  }

  /// Does nothing: the view has an end of its own.
  public func finish(_ outcome: RunOutcome) async throws {}
}
