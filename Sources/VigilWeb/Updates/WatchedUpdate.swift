public import VigilStore

/// Something that has changed at the station.
public enum WatchedUpdate: Sendable {
  /// A camera's state, score or standing.
  case camera(WatchedCamera)
  /// An event has begun, goes on or has ended.
  case event(StoredEvent)
  /// A notice has begun or ended.
  case notice(CameraNotice)
}
