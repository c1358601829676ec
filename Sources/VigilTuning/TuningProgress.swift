public import Foundation

/// The progress of a calibration or an optimisation.
///
/// Each piece of work is first reported with nothing done.
public struct TuningProgress: Hashable, Sendable {
  /// What is being done.
  public enum Work: Hashable, Sendable {
    /// Extracting the features of a recording, in frames; `number` counts from 1.
    case recording(URL, number: Int, count: Int)
    /// Recording the activations of a network, in snippets.
    case calibrating
    /// Comparing features before and after a change, in snippets.
    case comparing
  }

  /// What is being done.
  public var work: Work
  /// How much of it is done.
  public var done: Int
  /// The total, which may be an estimate; nil if unknown.
  public var total: Int?

  /// Makes a report of progress.
  public init(_ work: Work, done: Int, total: Int?) {
    self.work = work
    self.done = done
    self.total = total
  }
}
