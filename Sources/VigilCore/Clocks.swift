import Dispatch
public import Foundation

/// The two clocks that a run reads; tests bring their own.
///
/// Lengths and delays are measured on the first, which never steps. The second says what time of day it was, and may
/// step in either direction when somebody, or a time server, sets it: it labels things and orders nothing.
public struct Clocks: Sendable {
  /// Seconds since some moment; never goes back.
  public var now: @Sendable () -> Double
  /// The time of day.
  public var date: @Sendable () -> Date

  /// Makes a pair of clocks.
  public init(now: @escaping @Sendable () -> Double, date: @escaping @Sendable () -> Date) {
    self.now = now
    self.date = date
  }

  /// The machine's clocks.
  public static let machine = Clocks(
    now: { Double(DispatchTime.now().uptimeNanoseconds) / 1e9 }, date: { Date() })
}
