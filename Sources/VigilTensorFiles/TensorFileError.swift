public import VigilCore

/// An error thrown while reading or writing a file of tensors.
public struct TensorFileError: ExplainedError, Hashable {
  /// What kind of failure this is; kinds may be added.
  public enum Code: Hashable, Sendable {
    /// The file is missing, is not a regular file or may not be read.
    case cannotRead
    /// The file ends before what it announces.
    case truncated
    /// The file contradicts itself or its format.
    case malformed
    /// The file is valid, but holds something that is not plain numbers, or a layout that is not read here.
    case unsupported
    /// Reading the file as its format intends would run code or take memory out of all proportion.
    case refused
    /// The file is of another kind altogether.
    case wrongKind
    /// The file has no tensor of the wanted name.
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
