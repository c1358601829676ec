public import VigilCore

/// An error thrown while reading or writing a file of tensors.
public struct TensorFileError: ExplainedError, Hashable {
  /// What kind of failure this is; kinds may be added.
  public enum Code: Hashable, Sendable {
    /// The file is missing, is not a regular file or may not be read.
    case cannotRead
    /// The file ends before what it declares.
    case truncated
    /// The file contradicts itself or its format.
    case malformed
    /// The file is valid, but contains something other than plain numbers, or an unsupported layout.
    case unsupported
    /// Reading the file as its format intends would execute code or need memory out of proportion to its size.
    case refused
    /// The file is of an entirely different kind.
    case wrongKind
    /// The file has no tensor with the requested name.
    case notFound
    /// The file could not be written.
    case cannotWrite
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

  init(_ error: CoreError) {
    self.init(.cannotWrite, error.message)
  }
}
