public import VigilCore

/// An error thrown while loading or running a network.
///
/// A cancelled task is not a failure of inference: it throws `CancellationError`.
public struct InferenceError: ExplainedError, Hashable {
  /// What kind of failure this is; kinds may be added.
  public enum Code: Hashable, Sendable {
    /// The engine's library is not on this machine, or is not the version that Vigil needs.
    case engineMissing
    /// The network could not be written for the engine: its weights are missing or wrong.
    case modelNotFound
    /// An input does not have the shape that the network takes.
    case shapeMismatch
    /// The engine refused the network or failed while running it.
    case engineFailed
    /// The folder for compiled networks cannot be written, or its disk is full.
    case cacheUnwritable
    /// The engine has not enough memory for the network.
    case memoryExhausted
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
