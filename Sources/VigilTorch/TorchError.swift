public import VigilCore

/// An error of LibTorch, or of locating it.
public struct TorchError: ExplainedError, Hashable {
  /// What kind of failure this is; kinds may be added.
  public enum Code: Hashable, Sendable {
    /// The plug-in is missing, or built for another version.
    case pluginMissing
    /// The device has not enough memory.
    case outOfMemory
    /// LibTorch refused an operation, or failed.
    case failed
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
