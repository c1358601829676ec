import Foundation

/// A rate without the jumps of single steps: an exponential moving average over the last seconds.
package struct SmoothedRate: Sendable {
  /// The time constant: after this many seconds, earlier values count 1/e.
  private let memory: Double
  private var value = 0.0
  /// The weight gathered so far, so that the first seconds are not underestimated.
  private var weight = 0.0
  private var last: (time: Double, done: Double)?

  package init(memory: Double = 4) {
    self.memory = memory
  }

  /// Records that `done` was reached at `time`, in seconds; several records at the same moment count as one.
  package mutating func note(_ done: Double, at time: Double) {
    guard let last else {
      self.last = (time, done)
      return
    }
    let passed = time - last.time
    guard passed > 0 else { return }
    let share = 1 - exp(-passed / memory)
    value += share * ((done - last.done) / passed - value)
    weight += share * (1 - weight)
    self.last = (time, done)
  }

  /// Per second; nil before anything is known.
  package var perSecond: Double? { weight > 0 ? value / weight : nil }
}
