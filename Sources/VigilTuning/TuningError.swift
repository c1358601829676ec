public import VigilCore

/// An error thrown while calibrating a model or changing its number format.
public struct TuningError: ExplainedError, Hashable {
  /// What kind of failure this is; kinds may be added.
  public enum Code: Hashable, Sendable {
    /// A stop was requested; nothing was stored.
    case stopped
    /// The videos cannot be used: one is live, they are too few or too short, or one is in both the calibration and the
    /// hold-out set.
    case unusableFootage
    /// The networks cannot be tuned this way, or there is no place to store the result.
    case unusableModel
    /// The result would gain nothing.
    case noGain
  }

  /// What kind of failure this is.
  public var code: Code
  /// What went wrong and what to do about it.
  public var message: String

  /// Makes an error.
  public init(_ code: Code, _ message: String) {
    self.code = code
    self.message = message
  }
}
