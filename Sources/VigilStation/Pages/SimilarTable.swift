public import Foundation
import VigilCore
import VigilStore

/// Events like one, as a table for a terminal.
public struct SimilarTable: Sendable {
  private let calendar: Calendar

  /// Writes times of a calendar.
  public init(calendar: Calendar = .current) { self.calendar = calendar }

  /// How many there are, and a line for each of the most similar ones.
  public func lines(_ similar: SimilarEvents) -> [String] {
    guard !similar.matches.isEmpty else { return [similar.sentence] }
    let rows = similar.matches.map { match in
      [
        EventTable.shortID(match.event), match.event.camera, match.event.severity.rawValue,
        EventText.time(match.event.start, calendar), EventText.score(match.similarity),
        match.labels.isEmpty
          ? "-" : match.labels.map { "\($0.verdict.rawValue) (\($0.by))" }.joined(separator: ", "),
      ]
    }
    return TextTable.lines(
      [["event", "camera", "severity", "began", "similarity", "labels"]] + rows, numeric: [4]) + [
        "", similar.sentence,
      ]
  }
}

/// An event like another as one object of JSON.
public struct SimilarLine: Encodable, Sendable {
  private let event: EventLine
  private let similarity: Float
  private let labels: [LabelLine]

  /// The object of a match.
  public init(_ match: SimilarEvents.Match) {
    event = EventLine(match.event)
    (similarity, labels) = (match.similarity, match.labels.map(LabelLine.init))
  }
}
