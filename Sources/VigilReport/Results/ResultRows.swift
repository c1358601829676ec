import Foundation
import VigilCore
import VigilDetection

/// The rows of a result file, whole or cut at any byte: one object a line, after a line that opens their list.
struct ResultRows {
  private(set) var provenance: Provenance?
  private(set) var scores: [SnippetScore] = []
  private(set) var events: [EventUpdate] = []
  private(set) var gaps: [SourceGap] = []

  /// Reads what can be read; rows that were cut are left out.
  init(_ text: Data) {
    let decoder = JSONDecoder()
    decoder.keyDecodingStrategy = .convertFromSnakeCase
    // A file of gaps has no head.
    var list = "gaps"
    for line in text.split(separator: UInt8(ascii: "\n")) {
      let row = line.last == UInt8(ascii: ",") ? line.dropLast() : line
      if row.first == UInt8(ascii: "{"), !row.starts(with: Data(JSONListFile.signature.utf8)) {
        switch list {
        case "snippets": (try? decoder.decode(ScoreRow.self, from: row)).map { scores.append($0.score) }
        case "events": (try? decoder.decode(EventRow.self, from: row)).map { events.append($0.update) }
        default: (try? decoder.decode(GapRow.self, from: row)).map { gaps.append($0.gap) }
        }
      } else if let name = ["snippets", "events", "gaps"].first(where: {
        row.starts(with: Data("\"\($0)\":[".utf8))
      }) {
        list = name
      } else if row.starts(with: Data(Self.provenanceKey.utf8)) {
        let value = row.dropFirst(Self.provenanceKey.utf8.count)
        provenance = try? JSONDecoder().decode(Provenance.self, from: value)
      }
    }
  }

  private static let provenanceKey = "\"provenance\":"
}

/// A moment as result files have it; nil where it cannot be read.
private func moment(_ text: String?) -> Date? {
  text.flatMap { try? Date($0, strategy: JSONText.dateStyle) }
}

private struct ScoreRow: Decodable {
  var snippet, startFrame, endFrame: Int
  var start, end: Double?
  var cropScores: [Float?]
  var date: String?

  var score: SnippetScore {
    SnippetScore(
      position: SnippetPosition(
        index: snippet, startFrame: startFrame, endFrame: endFrame, start: start ?? .nan,
        end: end ?? .nan, date: moment(date)),
      cropScores: cropScores.isEmpty ? [.nan] : cropScores.map { $0 ?? .nan })
  }
}

private struct EventRow: Decodable {
  var firstSnippet, lastSnippet, peakSnippet: Int
  var start, end, peakTime: Double?
  var peakScore: Float?
  var part: Int?
  var id, previousPart, date: String?

  var update: EventUpdate {
    EventUpdate(
      id: id.flatMap { UUID(uuidString: $0) } ?? UUID(), revision: 0, phase: .ended,
      event: AnomalyEvent(
        firstSnippet: firstSnippet, lastSnippet: lastSnippet, start: start ?? .nan, end: end ?? .nan,
        peakScore: peakScore ?? .nan, peakSnippet: peakSnippet, peakTime: peakTime ?? .nan,
        part: part ?? 0, date: moment(date)),
      previousPart: previousPart.flatMap { UUID(uuidString: $0) })
  }
}

private struct GapRow: Decodable {
  var start, end: Double?
  var reason: SourceGap.Reason
  var startDate, endDate: String?
  var interruptions: Int?

  var gap: SourceGap {
    SourceGap(
      start: start ?? .nan, end: end ?? .nan, reason: reason, startDate: moment(startDate),
      endDate: moment(endDate), interruptions: interruptions ?? 1)
  }
}
