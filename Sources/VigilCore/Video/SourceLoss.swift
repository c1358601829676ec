public import Foundation

/// A live source stopped giving frames; reported when it happens.
///
/// Once frames arrive again, a `SourceGap` with the same start closes it.
public struct SourceLoss: Hashable, Sendable, Codable {
  /// Why frames are missing.
  public var reason: SourceGap.Reason
  /// Presentation time of the last frame, in seconds since the first frame of the source; 0 if there was none yet.
  public var time: Double
  /// Wall-clock time at which the last frame arrived; nil if there was none yet.
  public var date: Date?
  /// A message for people, without secrets.
  public var message: String

  /// Makes a loss.
  public init(reason: SourceGap.Reason, time: Double, date: Date?, message: String) {
    self.reason = reason
    self.time = time
    self.date = date
    self.message = message
  }
}
