public import VigilCore

/// Why a calibration, or a search for another number format, did not end with something to store.
public struct TuningError: ExplainedError, Hashable {
  /// What kind of failure this is; kinds may be added.
  public enum Code: Hashable, Sendable {
    /// Somebody asked for the end; nothing was stored.
    case stopped
    /// The videos cannot be used for this: one is live, they are too few, have no whole snippet, or the same one would be
    /// calibrated on and held out.
    case unusableFootage
    /// The networks cannot be tuned like this, or have nowhere to keep what is found.
    case unusableModel
    /// What was found would gain nothing.
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
