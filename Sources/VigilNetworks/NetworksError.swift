public import VigilCore

/// An error of describing, loading or exporting a network.
public struct NetworksError: ExplainedError, Hashable {
  /// What kind of failure this is; kinds may be added.
  public enum Code: Hashable, Sendable {
    /// An architecture was asked for with sizes that it cannot have.
    case unsupportedArchitecture
    /// Tensors are missing, unexpected or of the wrong shape.
    case weightsMismatch
    /// The tensors of a file belong to no network that is known here.
    case unknownArchitecture
    /// A network was given inputs that it cannot take.
    case inputMismatch
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
