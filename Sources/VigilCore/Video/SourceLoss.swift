public import Foundation

/// The moment at which a live source stopped giving frames, told when it happens.
///
/// A `SourceGap` with the same start closes it, once frames come again.
public struct SourceLoss: Hashable, Sendable, Codable {
  /// Why frames are missing.
  public var reason: SourceGap.Reason
  /// Presentation time of the last frame, in seconds since the first frame of the source; 0 if there was none yet.
  public var time: Double
  /// The time of day at which the last frame arrived; nil if there was none yet.
  public var date: Date?
  /// What happened, in words and without secrets.
  public var message: String

  /// Describes a loss.
  public init(reason: SourceGap.Reason, time: Double, date: Date?, message: String) {
    self.reason = reason
    self.time = time
    self.date = date
    self.message = message
  }
}
