import Foundation
import VigilCore

/// The rows of a score file, CSV or JSON with an object a line, one after another.
struct ScoreFileRows {
  struct Row {
    var start: Double
    var duration: Double
    /// nil if it was not finite.
    var score: Float?
    var date: Date?
  }

  private struct Snippet: Decodable {
    // Gaps, which files have too, have none.
    var snippet: Int
    var start, end: Double?
    var score: Float?
    var date: String?
  }

  private let file: URL
  private var lines: LineReader
  /// The columns of a table; nil for JSON.
  private let columns: (start: Int, end: Int, score: Int, date: Int?)?
  private let decoder = JSONDecoder()
  private var number = 1

  init(_ file: URL) throws {
    self.file = file
    lines = try LineReader(file)
    guard file.pathExtension.lowercased() != "json" else {
      columns = nil
      return
    }
    let names = Self.fields(try lines.next() ?? "")
    guard let start = names.firstIndex(of: "start"), let end = names.firstIndex(of: "end"),
      let score = names.firstIndex(of: "score")
    else {
      throw EvaluationError(
        .badFile, "\(file.path) has no columns start, end and score; is it a scores.csv of vigil detect?")
    }
    columns = (start, end, score, names.firstIndex(of: "date"))
  }

  /// The next row; nil at the end.
  mutating func next() throws -> Row? {
    while let line = try lines.next() {
      number += 1
      guard let columns else {
        if let row = json(line) { return row }
        continue
      }
      let fields = Self.fields(line)
      guard fields != [""] else { continue }
      guard fields.count > max(columns.start, columns.end, columns.score),
        let start = Double(fields[columns.start]),
        let end = Double(fields[columns.end]), let score = Float(fields[columns.score]), start.isFinite,
        end.isFinite
      else { throw EvaluationError(.badFile, "line \(number) of \(file.path) is not a score") }
      let date = columns.date.flatMap { $0 < fields.count ? Self.date(fields[$0]) : nil }
      return Row(start: start, duration: end - start, score: score.isFinite ? score : nil, date: date)
    }
    return nil
  }

  private func json(_ line: String) -> Row? {
    let text = line.hasSuffix(",") ? line.dropLast() : line[...]
    guard text.hasPrefix("{"), text.hasSuffix("}"),
      let snippet = try? decoder.decode(Snippet.self, from: Data(text.utf8)), let start = snippet.start,
      let end = snippet.end
    else { return nil }
    return Row(
      start: start, duration: end - start, score: snippet.score.flatMap { $0.isFinite ? $0 : nil },
      date: snippet.date.flatMap(Self.date))
  }

  private static func fields(_ line: String) -> [String] {
    (line.hasSuffix("\r") ? line.dropLast() : line[...]).split(
      separator: ",", omittingEmptySubsequences: false
    )
    .map(String.init)
  }

  private static func date(_ text: String) -> Date? {
    (try? Date(text, strategy: Date.ISO8601FormatStyle(includingFractionalSeconds: true)))
      ?? (try? Date(text, strategy: .iso8601))
  }
}
