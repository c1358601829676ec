package import Foundation
package import VigilStationConfiguration
package import VigilStore

/// What is to be done about the summary of a channel at a moment.
///
/// A summary is known by the moment at which it is due: one that was told, or left out, is never told again, whatever clocks and restarts do.
package enum PeriodDecision: Hashable, Sendable {
  /// None is due.
  case nothing
  /// None is due, and this is to be known from now on.
  case note(PeriodState)
  /// One was due, too long ago to be of use.
  case leaveOut(PeriodState)
  /// One is due that tells of a time; `leftOut` were left out before it.
  case tell(from: Date, to: Date, leftOut: Int, then: PeriodState)

  /// A summary that is later than this is left out, in seconds.
  package static let latest = 86_400.0
  /// So many that were left out are counted at most.
  private static let mostCounted = 1000

  /// Decides.
  ///
  /// - Parameters:
  ///   - state: What is known of the channel; nil if it is new.
  ///   - zone: In which times of the rule are.
  package init(_ time: SummaryTime, after state: PeriodState?, at now: Date, in zone: TimeZone) {
    let due = time.due(atOrBefore: now, in: zone)
    // Of another rule nothing counts, and what a clock that went far ahead had due is no end to all summaries.
    guard let state, state.rule == time.written, state.due.timeIntervalSince(now) <= time.longest else {
      var begun = state ?? PeriodState(rule: time.written, due: due)
      (begun.rule, begun.due) = (time.written, due)
      self = .note(begun)
      return
    }
    guard due > state.due else {
      self = .nothing
      return
    }
    var (next, before, leftOut) = (state, time.due(before: due, in: zone), state.skipped)
    let start = before
    while before > state.due, leftOut < Self.mostCounted {
      leftOut += 1
      before = time.due(before: before, in: zone)
    }
    // A clock that was years behind had one due that nobody missed.
    guard before <= state.due else {
      (next.due, next.skipped) = (due, 0)
      self = .note(next)
      return
    }
    next.due = due
    guard now.timeIntervalSince(due) < Self.latest else {
      next.skipped = min(leftOut + 1, Self.mostCounted)
      self = .leaveOut(next)
      return
    }
    (next.skipped, next.told) = (0, state.told + 1)
    self = .tell(from: start, to: due, leftOut: leftOut, then: next)
  }
}
