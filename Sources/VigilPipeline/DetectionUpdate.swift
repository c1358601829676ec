public import VigilCore
public import VigilDetection

/// An update of a running detection, with the totals at that moment.
public struct DetectionUpdate: Sendable {
  /// The kinds of updates.
  public enum Content: Sendable {
    /// The features of a snippet are computed.
    case extracted(SnippetPosition)
    /// A snippet was scored.
    case scored(SnippetScore)
    /// The same snippet scored in the other mode.
    case compared(SnippetScore)
    /// An event began, changed or ended.
    case event(EventUpdate)
    /// A live source was just lost; any open event was ended before.
    case lost(SourceLoss)
    /// A live source is back after an interruption.
    case gap(SourceGap)
  }

  /// What happened.
  public var content: Content
  /// Totals so far, including the snippet of this update.
  public var counts: PipelineCounts
  /// Latency and queue wait of the newest snippet; nil before the first one, and for offline scores.
  public var timing: SnippetTiming?
  /// Whether the still gate kept the features of the snippet before, and with a full window the score; false for all but `.scored`.
  public var isKept = false
  /// Where the picture of the newest snippet changed, with `.extracted` and `.scored`; nil without a still gate.
  public var change: SnippetChange?
  /// The features of the snippet, [crops, featureSize], with `.scored` of a run that scores online; nil where the features before were kept.
  /// Crops that were left out for want of time have copies of others'.
  public var features: Tensor?
  /// Where the crops of the newest snippet lie in its picture and which have copies, in the order of `cropScores`, with `.extracted` and
  /// `.scored`; of a kept snippet those of the one before. Nil for offline scores.
  public var crops: [SnippetCrop]?

  /// Makes an update.
  public init(
    _ content: Content, counts: PipelineCounts, timing: SnippetTiming? = nil, isKept: Bool = false,
    change: SnippetChange? = nil, features: Tensor? = nil, crops: [SnippetCrop]? = nil
  ) {
    self.content = content
    self.counts = counts
    self.timing = timing
    self.isKept = isKept
    self.change = change
    self.features = features
    self.crops = crops
  }
}

/// How long a snippet waited and how old it is.
public struct SnippetTiming: Hashable, Sendable {
  /// Seconds from requesting features to the start of their computation: the time spent behind other cameras.
  public var queueWait: Double
  /// Seconds from the arrival of the snippet's last frame to this update; nil for recordings.
  public var latency: Double?

  /// Makes a timing.
  public init(queueWait: Double, latency: Double?) {
    self.queueWait = queueWait
    self.latency = latency
  }
}
