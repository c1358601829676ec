public import VigilStore

/// Something that has changed at a station.
public enum StationUpdate: Sendable {
  /// How a camera is.
  case camera(CameraStatus)
  /// An event has begun, goes on or has ended; it is in the database.
  case event(StoredEvent)
  /// A notice has begun or ended.
  case notice(CameraNotice)
}
