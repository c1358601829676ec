public import Foundation

/// How far a calibration or a search is.
///
/// Each kind of work is first told of with nothing done, then with more and more.
public struct TuningProgress: Hashable, Sendable {
  /// What is being done.
  public enum Work: Hashable, Sendable {
    /// A recording is run through the extractor, counted in frames: the first of `count` has the number 1.
    case recording(URL, number: Int, count: Int)
    /// The values within a network are recorded, counted in snippets.
    case calibrating
    /// Features before and after a change are compared, counted in snippets.
    case comparing
  }

  /// What is being done.
  public var work: Work
  /// How much of it is done.
  public var done: Int
  /// How much it is altogether, which may be an estimate; nil if nobody knows.
  public var total: Int?

  /// Tells of progress.
  public init(_ work: Work, done: Int, total: Int?) {
    self.work = work
    self.done = done
    self.total = total
  }
}
