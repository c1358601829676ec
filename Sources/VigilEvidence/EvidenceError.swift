public import VigilCore

/// An error of making evidence, or of reading what should be some.
public struct EvidenceError: ExplainedError, Hashable {
  /// What kind of failure this is; kinds may be added.
  public enum Code: Hashable, Sendable {
    /// Others than its owner may read the private key.
    case openKey
    /// The file of a key holds something else.
    case damagedKey
    /// The private key is gone, though there was one.
    case missingKey
    /// A file cannot be read.
    case cannotRead
    /// A file cannot be written.
    case cannotWrite
    /// A manifest is not what a station writes.
    case badManifest
    /// A name that leads out of the folder, or could.
    case refusedName
    /// An archive is not one that a station writes.
    case notACase
    /// There is no such event, or nothing to make a case of.
    case nothingFound
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
