import Foundation

/// How the results of a run without an end are divided, so that they do not grow without bound.
public struct ResultRotation: Hashable, Sendable {
  /// Seconds of a part; parts end at whole multiples of it by UTC, such as at every full hour.
  public var period: Double
  /// How many parts stay, the newest; nil keeps all.
  public var keep: Int?

  /// Makes a division.
  ///
  /// - Precondition: the period is positive.
  public init(period: Double = 3600, keep: Int? = 720) {
    precondition(period > 0, "the period of parts must be positive")
    self.period = period
    self.keep = keep
  }

  /// When a part ends that begins at a date.
  func end(of begin: Date) -> Date {
    let seconds = begin.timeIntervalSince1970
    return Date(timeIntervalSince1970: ((seconds / period).rounded(.down) + 1) * period)
  }

  /// Whether a part is over; also if the clock was set back by more than a part.
  func isOver(_ begin: Date, at now: Date) -> Bool { now >= end(of: begin) || now < begin - period }
}
