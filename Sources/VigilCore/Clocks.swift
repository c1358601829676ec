import Dispatch
public import Foundation

/// The two clocks that a run reads; tests inject their own.
///
/// Durations are measured on the monotonic clock. The wall clock may step in either direction when it is set, by hand or
/// by a time server: it labels things and orders nothing.
public struct Clocks: Sendable {
  /// Monotonic seconds from any origin.
  public var now: @Sendable () -> Double
  /// The wall clock.
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
