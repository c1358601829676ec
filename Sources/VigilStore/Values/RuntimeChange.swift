public import Foundation

/// A setting of a camera that was changed while the station ran, beside the value in the station's file.
public struct RuntimeChange: Hashable, Sendable {
  /// The camera's name; `ChannelSnooze.owner` for what concerns channels.
  public var camera: String
  /// Which setting: `armed`, `snoozed`, `threshold.alarm`, `threshold.review`, `shadow`, `adopted`.
  public var key: String
  /// The value as text; nil where the change was taken back and the file's value counts again.
  public var value: String?
  /// Who changed it.
  public var by: String
  /// When it was changed.
  public var at: Date
  /// When it ends by itself.
  public var until: Date?

  /// Makes a change.
  public init(camera: String, key: String, value: String?, by: String, at: Date, until: Date? = nil) {
    self.camera = camera
    self.key = key
    self.value = value
    self.by = by
    self.at = at
    self.until = until
  }
}
