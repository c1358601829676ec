import VigilCore

/// When the pictures of a recording are released, so that they come as from a camera: each is decoded
/// no sooner than it would have been taken, and a reader that is too slow loses the oldest.
public struct ReplaySchedule: Hashable, Sendable {
  /// When the first picture is due, in seconds on the clock of `now`; nil when reading begins.
  public var start: Double?
  /// Pictures per second.
  public var framesPerSecond: Double

  /// Makes a schedule.
  ///
  /// - Precondition: the rate is positive.
  public init(start: Double?, framesPerSecond: Double) {
    precondition(framesPerSecond > 0, "the frame rate must be positive")
    self.start = start
    self.framesPerSecond = framesPerSecond
  }

  /// The clock of schedules: monotonic seconds from any origin.
  public static var now: Double { Clocks.machine.now() }

  /// When a picture is due, by its number over all plays; without a start, since reading began.
  public func arrival(of index: Int) -> Double { (start ?? 0) + Double(index) / framesPerSecond }
}
