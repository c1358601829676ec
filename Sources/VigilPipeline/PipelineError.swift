public import VigilCore

/// An error of joining the stages, beside those of the stages themselves.
public struct PipelineError: ExplainedError, Hashable {
  /// What kind of failure this is; kinds may be added.
  public enum Code: Hashable, Sendable {
    /// A live source was given where a recording is needed.
    case notARecording
    /// A recording has too few frames.
    case tooShort
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
