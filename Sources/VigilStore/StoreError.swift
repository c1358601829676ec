public import VigilCore

/// An error of the station's database.
///
/// Whoever writes goes on after one: nothing of the call was stored, and the next may succeed.
public struct StoreError: ExplainedError, Hashable {
  /// What kind of failure this is; kinds may be added.
  public enum Code: Hashable, Sendable {
    /// Another program holds the database; it was waited for.
    case locked
    /// The disk, the folder or the file cannot be written to.
    case readOnly
    /// The disk has no room.
    case full
    /// The file is no database or a damaged one; it is left as it is.
    case damaged
    /// A message could not be read and was given up; the others are not touched.
    case unreadable
    /// A newer Vigil wrote the file.
    case newerSchema
    /// Another station runs on the folder.
    case inUse
    /// There is no database in the folder, or nothing of that name in it.
    case missing
    /// The beginning of an identifier fits several.
    case ambiguous
    /// A value cannot be stored.
    case invalid
    /// Anything else, such as a disk that fails.
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
