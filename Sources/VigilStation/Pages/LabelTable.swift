public import Foundation
import VigilCore
public import VigilStore

/// Labels as a table for a terminal.
public struct LabelTable: Sendable {
  private let calendar: Calendar

  /// Writes times of a calendar.
  public init(calendar: Calendar = .current) { self.calendar = calendar }

  /// A heading and a line for each label, or one line that says that there is none.
  ///
  /// - Parameter isFiltered: Whether others may exist.
  public func lines(_ labels: [ReviewLabel], isFiltered: Bool) -> [String] {
    guard !labels.isEmpty else { return [isFiltered ? "no such labels" : "no labels yet"] }
    let rows = labels.map { label in
      [
        label.event.map { EventTable.shortID($0) } ?? "-", label.camera, label.verdict.rawValue,
        EventText.time(label.start, calendar), EventText.length(label.end.timeIntervalSince(label.start)),
        label.by, EventText.time(label.at, calendar),
      ]
    }
    return TextTable.lines(
      [["event", "camera", "label", "began", "length", "by", "at"]] + rows, numeric: [4])
  }

  /// One line that says what was missed.
  public func line(camera: String, from: Date, to: Date) -> String {
    "\(camera): missed, \(EventText.time(from, calendar)), \(EventText.length(to.timeIntervalSince(from)))"
  }
}
