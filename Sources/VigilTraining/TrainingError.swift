public import VigilCore

/// An error in the input of a training, or in resuming one.
public struct TrainingError: ExplainedError, Hashable {
  /// What kind of failure this is; kinds may be added.
  public enum Code: Hashable, Sendable {
    /// Videos are missing, damaged, of the wrong shape, or too few.
    case badData
    /// A training cannot be resumed.
    case badState
    /// A file cannot be written.
    case cannotWrite
  }

  /// The kind of failure.
  public var code: Code
  /// What went wrong and what to do about it.
  public var message: String

  /// Makes an error.
  public init(_ code: Code, _ message: String) {
    self.code = code
    self.message = message
  }
}
