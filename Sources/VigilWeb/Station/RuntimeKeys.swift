/// The settings that can be changed over HTTP. There are no others: nothing here is a path, an address or a command.
enum RuntimeKey {
  /// `yes` or `no`.
  static let armed = "armed"
  /// Until when a camera raises no alarms.
  static let snoozed = "snoozed"
}
