public import VigilCore

/// A reason why the station, or one of its cameras, cannot be run.
public struct StationError: ExplainedError, Hashable {
  /// What kind of failure this is; kinds may be added.
  public enum Code: Hashable, Sendable {
    /// The folder cannot be used.
    case folder
    /// The file's settings cannot be followed.
    case settings
    /// A camera's secrets are missing.
    case secret
  }

  /// The kind.
  public var code: Code
  /// What went wrong and what to do about it.
  public var message: String

  /// Makes an error.
  public init(_ code: Code, _ message: String) {
    (self.code, self.message) = (code, message)
  }
}
