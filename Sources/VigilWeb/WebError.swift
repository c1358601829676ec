public import VigilCore

/// An error of the station's web server.
public struct WebError: ExplainedError, Hashable {
  /// What kind of failure this is; kinds may be added.
  public enum Code: Hashable, Sendable {
    /// The address is reachable from other machines, and nobody has a password.
    case passwordMissing
    /// The address or port cannot be taken.
    case addressUnusable
    /// The certificate or its key cannot be used.
    case certificateUnusable
    /// The token for metrics is too short.
    case tokenUnusable
    /// Anything else.
    case failed
  }

  /// The kind of failure.
  public var code: Code
  /// One line: what went wrong and what to do about it.
  public var message: String

  /// Makes an error.
  public init(_ code: Code, _ message: String) {
    self.code = code
    self.message = message
  }
}
