public import Foundation

/// How a camera is, for whoever wants to see it all the time.
public struct CameraState: Hashable, Sendable {
  /// The camera's name.
  public var name: String
  /// Whether its pictures come and are scored.
  public var isConnected: Bool
  /// Whether an alarm goes on.
  public var isAlarming: Bool
  /// Whether it is covered or was moved.
  public var isTampered: Bool
  /// Whether it may raise alarms, as far as people say.
  public var isArmed: Bool
  /// The newest score.
  public var score: Float?
  /// When the snippet of `score` began.
  public var scoreDate: Date?

  /// Describes a camera.
  public init(
    name: String, isConnected: Bool, isAlarming: Bool = false, isTampered: Bool = false, isArmed: Bool = true,
    score: Float? = nil, scoreDate: Date? = nil
  ) {
    (self.name, self.isConnected, self.isAlarming) = (name, isConnected, isAlarming)
    (self.isTampered, self.isArmed) = (isTampered, isArmed)
    (self.score, self.scoreDate) = (score, scoreDate)
  }
}
