import Foundation
public import VigilCore

/// An error thrown while results are written.
public struct ReportError: ExplainedError, Hashable {
  /// What kind of failure this is; kinds may be added.
  public enum Code: Hashable, Sendable {
    /// A file or folder could not be created, written or renamed.
    case cannotWrite
    /// The same, because there is no room.
    case diskFull
    /// The output folder holds something that is not an earlier result of Vigil.
    case folderNotEmpty
    /// Another run is writing into the output folder.
    case folderInUse
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

  /// The error of something that could not be written, for a reason that the system numbers.
  static func writing(_ system: Int32?, _ message: String) -> ReportError {
    ReportError(system == ENOSPC || system == EDQUOT ? .diskFull : .cannotWrite, message)
  }
}
