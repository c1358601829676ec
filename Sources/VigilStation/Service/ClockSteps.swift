import Foundation
package import VigilCore

/// Notices that the wall clock was set: it then differs from the monotonic one by more than before.
package struct ClockSteps {
  /// Smaller steps are what time servers do all the time, in seconds.
  static let least = 2.0

  private let clocks: Clocks
  private var offset: Double

  /// Takes the clocks as they are.
  package init(_ clocks: Clocks) {
    self.clocks = clocks
    offset = Self.offset(clocks)
  }

  /// By how much the wall clock was set since the last call, in seconds, ahead or (negative) back; nil if it was not.
  package mutating func step() -> Double? {
    let now = Self.offset(clocks)
    let step = now - offset
    offset = now
    return abs(step) >= Self.least ? step : nil
  }

  private static func offset(_ clocks: Clocks) -> Double {
    clocks.date().timeIntervalSince1970 - clocks.now()
  }
}
