/// The treatment of a video's last frames when they are fewer than sixteen.
public enum PartialSnippetPolicy: Hashable, Sendable {
  /// The last frame is repeated.
  case repeatLastFrame
  /// The partial snippet's frames are repeated from its first one.
  case repeatFromStart
  /// The snippet is the last sixteen frames of the video, some of which the previous snippet has too: motion continues.
  /// In a video of fewer frames the last one is repeated.
  case lastFrames
  /// They are not scored.
  case drop
}
