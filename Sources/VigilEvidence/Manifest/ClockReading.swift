import CTimex
public import Foundation
public import VigilCore

/// A wall-clock time and what speaks for it.
public struct ClockReading: Codable, Hashable, Sendable {
  /// The wall clock.
  public var wall: Date
  /// Seconds of the monotonic clock since the machine started, which nobody can set.
  public var monotonicSeconds: Double
  /// Whether a time server keeps the wall clock right, as the kernel knows it; nil if it does not tell.
  public var isSynchronized: Bool?
  /// The kernel's bound of the wall clock's error in seconds, while it is synchronised.
  public var maximumErrorSeconds: Double?
  /// The machine's time zone, such as `Europe/Berlin`. All times of a manifest are UTC.
  public var timeZone: String

  /// Makes a reading.
  public init(
    wall: Date, monotonicSeconds: Double, isSynchronized: Bool?, maximumErrorSeconds: Double? = nil,
    timeZone: String
  ) {
    self.wall = wall
    self.monotonicSeconds = monotonicSeconds
    self.isSynchronized = isSynchronized
    self.maximumErrorSeconds = maximumErrorSeconds
    self.timeZone = timeZone
  }

  /// Reads the clocks, and asks the kernel whether they are synchronised (ntp_adjtime(3)).
  public static func now(_ clocks: Clocks = .machine) -> ClockReading {
    var kernel = timex()
    // No mode set: it only asks, which everybody may.
    let state = ntp_adjtime(&kernel)
    let isSynchronized: Bool? =
      state < 0 ? nil : state != Int32(TIME_ERROR) && Int32(kernel.status) & Int32(STA_UNSYNC) == 0
    return ClockReading(
      wall: clocks.date(), monotonicSeconds: clocks.now(), isSynchronized: isSynchronized,
      maximumErrorSeconds: isSynchronized == true ? Double(kernel.maxerror) / 1e6 : nil,
      timeZone: TimeZone.current.identifier)
  }
}
