public import VigilCore

/// An error in what is to be evaluated.
public struct EvaluationError: ExplainedError, Hashable {
  /// What kind of failure this is; kinds may be added.
  public enum Code: Hashable, Sendable {
    /// A file cannot be read, or does not say what it should.
    case badFile
    /// Scores and ground truth do not belong together.
    case lengthMismatch
    /// A score or label is no number that it may be.
    case badValue
    /// A measure needs normal and abnormal frames.
    case oneClassOnly
    /// Footage is too short for what is asked of it.
    case tooLittleFootage
    /// No threshold makes alarms at the rate that is asked for.
    case noSuchThreshold
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
