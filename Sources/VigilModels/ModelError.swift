public import VigilCore

/// Why a model cannot be used as it was asked for.
public struct ModelError: ExplainedError, Hashable {
  /// What kind of failure this is; kinds may be added.
  public enum Code: Hashable, Sendable {
    /// No model was given, there is none of that name, or it lacks the network that is needed.
    case notFound
    /// Two things do not fit together: networks, preprocessing, a calibration made for another model.
    case mismatch
    /// This engine, device or processor does not compute what was asked for.
    case unsupported
    /// A file cannot be read, or holds something else.
    case unreadable
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
