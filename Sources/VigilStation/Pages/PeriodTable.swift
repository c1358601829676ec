public import Foundation
import VigilCore
import VigilNotify
public import VigilStore

/// A summary of a time for a terminal: what holds for all, what needs somebody, and a table of the cameras.
public struct PeriodTable: Sendable {
  private let calendar: Calendar

  /// Writes times of a calendar.
  public init(calendar: Calendar = .current) { self.calendar = calendar }

  /// The lines; one if nothing happened.
  public func lines(_ summary: PeriodSummary) -> [String] {
    let text = PeriodText(summary, zone: calendar.timeZone)
    guard !text.table.isEmpty else { return [([text.title] + text.facts).joined(separator: "; ")] }
    let needs = text.needs.isEmpty ? [] : ["", "This needs somebody:"] + text.needs.map { "- \($0)" }
    return [text.title] + text.facts.map { "- \($0)" } + needs + [""]
      + TextTable.lines(text.table, numeric: PeriodText.numbers)
  }
}
