/// Keeps channels silent for a time: a change at run time that has an end, of one channel or of all.
public enum ChannelSnooze {
  /// What stands in a change in the place of a camera; no camera has this name.
  public static let owner = "*"
  /// The key of a snooze of everything.
  public static let everything = "notify.snoozed"

  /// The key of a snooze.
  ///
  /// - Parameter channel: The channel's name; nil for everything.
  public static func key(of channel: String?) -> String {
    channel.map { "\(everything).\($0)" } ?? everything
  }

  /// The snooze of a channel or of everything among changes; nil if there is none.
  public static func of(_ channel: String?, in changes: [RuntimeChange]) -> RuntimeChange? {
    changes.last { $0.camera == owner && $0.key == key(of: channel) && $0.until != nil }
  }
}
