/// Somebody at a broker arms a camera, or disarms it.
public struct ArmingCommand: Hashable, Sendable {
  /// The camera's name.
  public var camera: String
  /// Whether it may raise alarms from now on.
  public var isArmed: Bool
  /// The channel that it came by.
  public var channel: String
}
