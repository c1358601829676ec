/// The outcome of a run, known when it ends.
public struct RunOutcome: Hashable, Sendable, Codable {
  /// Why a run ended; reasons may be added.
  public enum Ending: String, Hashable, Sendable, Codable {
    /// The source has no more frames.
    case endOfSource = "end_of_source"
    /// The user or the system requested it.
    case interrupted
    /// An error ended it.
    case failed
    /// It has not ended: these are the results of a part of it, and later ones are in the next part.
    case continued
  }

  /// The frames that were scored.
  public var frames: Int
  /// The frames that a live source dropped because scoring was slower.
  public var droppedFrames: Int
  /// The duration of the run, in seconds.
  public var elapsed: Double
  /// Why it ended.
  public var ending: Ending
  /// Scored frames per second after the first snippet, start-up not counted; nil for fewer than two snippets.
  public var steadyFramesPerSecond: Double?
  /// Seconds from the start of the process to its first score, if the system reports it; nil for a run without scores.
  public var secondsToFirstScore: Double?
  /// The peak resident memory in bytes, if the system reports it.
  public var peakResidentBytes: Int?
  /// The snippets whose crops were all extracted; nil for a run without a cascade, where all were.
  public var snippetsWithAllCrops: Int?
  /// What was wrong with the source; nil if nothing was.
  public var faults: SourceFaults?

  /// Makes an outcome.
  ///
  /// - Precondition: `elapsed` is finite.
  public init(frames: Int, droppedFrames: Int = 0, elapsed: Double, ending: Ending) {
    precondition(elapsed.isFinite, "the duration of a run must be finite")
    self.frames = frames
    self.droppedFrames = droppedFrames
    self.elapsed = elapsed
    self.ending = ending
  }

  /// Scored frames per second of the run; nil for a run without duration.
  public var framesPerSecond: Double? { elapsed > 0 ? Double(frames) / elapsed : nil }
}
