import VigilCore

/// When the pictures of a recording are let through, so that it comes as a camera's pictures would: each is decoded
/// no sooner than it would have been taken, and whoever reads too slowly loses the oldest.
public struct ReplaySchedule: Hashable, Sendable {
  /// When the first picture comes, in seconds on the clock of `now`.
  public var start: Double
  /// How many pictures come in a second.
  public var framesPerSecond: Double

  /// Makes a schedule.
  ///
  /// - Precondition: the rate is positive.
  public init(start: Double, framesPerSecond: Double) {
    precondition(framesPerSecond > 0, "a camera takes pictures")
    self.start = start
    self.framesPerSecond = framesPerSecond
  }

  /// The clock of schedules: seconds since some moment, never back.
  public static var now: Double { Clocks.machine.now() }

  /// When a picture comes, by its number over all plays.
  public func arrival(of index: Int) -> Double { start + Double(index) / framesPerSecond }
}
