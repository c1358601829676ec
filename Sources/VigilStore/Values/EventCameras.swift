/// Of which cameras something is to be done with events.
public enum EventCameras: Hashable, Sendable {
  /// One.
  case only(String)
  /// All others, also those that no file names any more; none for all.
  case allBut(Set<String>)
}
