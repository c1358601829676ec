public import VigilCore

/// An error of writing, finishing or deleting recordings.
public struct RecordingError: ExplainedError, Hashable {
  /// What kind of failure this is; kinds may be added.
  public enum Code: Hashable, Sendable {
    /// The folder's marker is gone although the station recorded there: its disk is not mounted.
    case notMounted
    /// The folder belongs to another station.
    case otherStation
    /// There is not enough room.
    case full
    /// A file or a folder could not be written, read or removed.
    case cannotWrite
    /// The ring had no pictures of the time.
    case noPictures
    /// A file holds nothing that can be played.
    case unreadable
    /// A stop was requested; nothing was written.
    case stopped
    /// The station's database refused.
    case index
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
