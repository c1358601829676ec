public import VigilCore

/// An error of describing, loading or exporting a network.
public struct NetworksError: ExplainedError, Hashable {
  /// What kind of failure this is; kinds may be added.
  public enum Code: Hashable, Sendable {
    /// An architecture was requested with invalid sizes.
    case unsupportedArchitecture
    /// Tensors are missing, unexpected or of the wrong shape.
    case weightsMismatch
    /// The tensors of a file belong to no known network.
    case unknownArchitecture
    /// A network was given invalid inputs.
    case inputMismatch
    /// A file is missing, of the wrong kind, damaged or refused.
    case cannotRead
    /// A file or folder could not be written.
    case cannotWrite
    /// The manifest of a model folder is damaged, newer than this library or malicious.
    case badManifest
    /// A model has no network for a role.
    case noSuchNetwork
    /// A file is not the one that the manifest describes.
    case hashMismatch
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
