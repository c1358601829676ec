public import VigilCore
public import VigilDetection

/// What a detection tells while it runs, with the state of the run at that moment.
public struct DetectionUpdate: Sendable {
  /// What happened.
  public enum Content: Sendable {
    /// The features of a snippet are there.
    case extracted(SnippetPosition)
    /// A snippet was scored.
    case scored(SnippetScore)
    /// The same snippet scored in the other mode.
    case compared(SnippetScore)
    /// An event began, changed or ended.
    case event(EventUpdate)
    /// A live source was lost just now; the event that went on was ended before.
    case lost(SourceLoss)
    /// A live source is back after an interruption.
    case gap(SourceGap)
  }

  /// What happened.
  public var content: Content
  /// The counts so far, the snippet that this is about included.
  public var counts: PipelineCounts
  /// How old the newest snippet is and how long it waited; nil before the first one, and for scores made at the end.
  public var timing: SnippetTiming?

  /// Describes what happened.
  public init(_ content: Content, counts: PipelineCounts, timing: SnippetTiming? = nil) {
    self.content = content
    self.counts = counts
    self.timing = timing
  }
}

/// What one snippet's way cost in time.
public struct SnippetTiming: Hashable, Sendable {
  /// Seconds from asking the engine for the features to its start on them: the wait behind other cameras.
  public var queueWait: Double
  /// Seconds from the arrival of the snippet's last frame to this update; nil for recordings.
  public var latency: Double?

  /// Describes the way of a snippet.
  public init(queueWait: Double, latency: Double?) {
    self.queueWait = queueWait
    self.latency = latency
  }
}
