public import VigilCore

/// An error in the input of an evaluation.
public struct EvaluationError: ExplainedError, Hashable {
  /// What kind of failure this is; kinds may be added.
  public enum Code: Hashable, Sendable {
    /// A file cannot be read, or its content is invalid.
    case badFile
    /// Scores and ground truth do not match.
    case lengthMismatch
    /// A score or label has an invalid value.
    case badValue
    /// A measure needs normal and abnormal frames.
    case oneClassOnly
    /// The footage is too short for the request.
    case tooLittleFootage
    /// No threshold gives the requested alarm rate.
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
