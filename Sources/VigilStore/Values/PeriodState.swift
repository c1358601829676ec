public import Foundation

/// Which summary a channel was told last.
public struct PeriodState: Hashable, Sendable {
  /// The rule by which summaries are due, as the file has it.
  public var rule: String
  /// When the last one was due that was told or left out, or that was due when the rule was new.
  public var due: Date
  /// How many were told.
  public var told: Int
  /// How many were left out since the last that was told.
  public var skipped: Int
  /// How many messages of the channel had been given up by then.
  public var lost: Int

  /// Makes a state.
  public init(rule: String, due: Date, told: Int = 0, skipped: Int = 0, lost: Int = 0) {
    (self.rule, self.due, self.told, self.skipped, self.lost) = (rule, due, told, skipped, lost)
  }
}
