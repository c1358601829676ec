public import Foundation

/// What is to be told of recording. None of it concerns detection, which goes on.
public enum RecordingReport: Hashable, Sendable {
  /// Nothing is written any more, for this reason; told once.
  case stopped(RecordingError)
  /// What was stopped goes on by itself.
  case resumed
  /// A clip could not be written, or only in part.
  case clipFailed(camera: String, event: UUID, RecordingError)
  /// An event gets no clip, since so many of the camera are being written already.
  case crowded(camera: String, event: UUID, clips: Int)
  /// Events of a camera that was crowded get clips again; told once.
  case uncrowded(camera: String)
  /// A segment could not be written, or only in part.
  case segmentFailed(camera: String, RecordingError)
  /// What the user should know of a camera's recordings, such as sound that had to be left out; told once for each camera.
  case note(camera: String, String)
}
