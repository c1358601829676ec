/// An error of the code that all targets share, in practice of reading and writing files.
public struct CoreError: ExplainedError, Hashable {
  /// What kind of failure this is; kinds may be added.
  public enum Code: Hashable, Sendable {
    /// A file or folder could not be created, written or renamed.
    case cannotWrite
    /// A file is not there or may not be read.
    case cannotRead
    /// A file holds something else than text in UTF-8.
    case notText
    /// Something is where a result is to go.
    case alreadyThere
    /// A folder holds several sequences of pictures where one is asked for.
    case severalSequences
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
