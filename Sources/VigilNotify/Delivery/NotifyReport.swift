/// Something about a channel that people should know, by the channel's name.
public enum NotifyReport: Hashable, Sendable {
  /// Messages do not get through; they wait and are sent again.
  case failing(String, reason: NotifyReason)
  /// Messages get through, but not to all whom they are for.
  case incomplete(String, reason: NotifyReason)
  /// They do again.
  case recovered(String)
  /// Nothing is sent any more until its settings change or the station starts again.
  case disabled(String, reason: NotifyReason)
  /// So many messages were given up.
  case lost(String, messages: Int, reason: NotifyReason)
  /// It is no longer in the file, or with other settings: what was told of it is over.
  case left(String)
}
