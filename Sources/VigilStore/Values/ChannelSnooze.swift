public import Foundation

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

  /// What silences channels until a moment, or wakes them.
  ///
  /// - Parameters:
  ///   - channels: Their names; none for everything. To wake everything is to wake each channel too.
  ///   - all: The names of all channels that there are.
  ///   - until: When they are told again; nil to wake them.
  public static func changes(
    _ channels: [String], of all: [String], until: Date?, by author: String, at now: Date
  ) -> [RuntimeChange] {
    let names: [String?] = channels.isEmpty ? [nil] + (until == nil ? all : []) : channels
    return names.map { name in
      RuntimeChange(
        camera: owner, key: key(of: name), value: until == nil ? nil : "yes", by: author, at: now,
        until: until)
    }
  }

  /// The snooze of a channel or of everything among changes; nil if there is none.
  public static func of(_ channel: String?, in changes: [RuntimeChange]) -> RuntimeChange? {
    changes.last { $0.camera == owner && $0.key == key(of: channel) && $0.until != nil }
  }
}
