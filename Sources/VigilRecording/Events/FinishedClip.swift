public import Foundation
public import VigilMedia
public import VigilStore

/// The clip of an event, or why there is none.
public struct FinishedClip: Hashable, Sendable {
  /// The event.
  public var event: UUID
  /// Its files, whole, with their digests, in their order: one, unless the pictures' parameters changed; none if there is no clip.
  public var files: [StoredFile] = []
  /// When the first picture is shown, on the timeline of the ring, in seconds.
  public var start = 0.0
  /// When the last picture stops being shown.
  public var end = 0.0
  /// How many pictures there are.
  public var pictures = 0
  /// The stretches of time of which there are no pictures; the one before stays on show.
  public var gaps: [ClipGap] = []
  /// How much later than asked for it begins, in seconds, for the ring did not reach as far back.
  public var missingBefore = 0.0
  /// How much earlier than asked for it ends, in seconds, for the camera gave nothing more.
  public var missingAfter = 0.0
  /// What the user should know, such as sound that had to be left out.
  public var notes: [String] = []
  /// Why there is no clip, or only a part of one.
  public var error: RecordingError?

  /// Makes the description of a clip without files.
  public init(event: UUID, error: RecordingError? = nil) {
    self.event = event
    self.error = error
  }
}
