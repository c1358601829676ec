public import VigilCore

/// Why nothing can be learned from what people said.
public struct LearningError: ExplainedError, Hashable {
  /// What kind of failure this is; kinds may be added.
  public enum Code: Hashable, Sendable {
    /// There is less than the least that is asked for.
    case tooLittle
    /// Features are non-finite, or have different shapes.
    case badFeatures
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
