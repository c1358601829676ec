public import Foundation

/// A model that scores beside a camera's own, and raises nothing.
public struct ShadowStatus: Hashable, Sendable {
  /// Its name.
  public var name: String
  /// Its newest score, and when the snippet began.
  public var score: Float?, scoreDate: Date?
  /// From which score on events would be alarms, or be kept, were it the camera's model.
  public var thresholds: StandingThresholds

  /// Describes one.
  public init(name: String, score: Float? = nil, scoreDate: Date? = nil, thresholds: StandingThresholds) {
    (self.name, self.score, self.scoreDate, self.thresholds) = (name, score, scoreDate, thresholds)
  }
}
