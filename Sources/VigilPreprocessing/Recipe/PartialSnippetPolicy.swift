/// What becomes of the last frames of a video when they are fewer than sixteen.
public enum PartialSnippetPolicy: Hashable, Sendable {
  /// The last frame is repeated.
  case repeatLastFrame
  /// The partial snippet's frames are repeated from its first one.
  case repeatFromStart
  /// They are not scored.
  case drop
}
