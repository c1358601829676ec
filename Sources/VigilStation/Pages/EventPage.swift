public import Foundation
import VigilCore
public import VigilStore

/// All that is known of one event, for a terminal.
public struct EventPage: Sendable {
  /// Seconds of scores around an event that are shown.
  public static let margin = 60.0
  /// Columns of the curve of scores.
  public static let columns = 72

  private let event: StoredEvent
  private let files: [StoredFile]
  private let scores: [ScoreSpan]
  private let acknowledgement: Acknowledgement?
  private let crops: [EventCrop]

  /// Reads what belongs to an event.
  ///
  /// - Throws: `StoreError`.
  public init(_ event: StoredEvent, in store: StationStore) throws {
    self.event = event
    acknowledgement = try store.acknowledgement(of: event.id)
    crops = try store.crops(of: event.id)
    files = try store.files(FileQuery(event: event.id))
    scores = try store.scores(
      camera: event.camera, from: event.start - Self.margin, to: event.end + Self.margin, atMost: Self.columns
    )
  }

  /// Shows what was read already.
  init(
    _ event: StoredEvent, files: [StoredFile], scores: [ScoreSpan], acknowledgement: Acknowledgement? = nil,
    crops: [EventCrop] = []
  ) {
    (self.event, self.files, self.scores) = (event, files, scores)
    (self.acknowledgement, self.crops) = (acknowledgement, crops)
  }

  /// The lines.
  public func lines(calendar: Calendar = .current) -> [String] {
    func time(_ date: Date) -> String { EventText.time(date, calendar) }
    var rows = [
      ["event", event.id.uuidString.lowercased()], ["camera", event.camera],
      ["severity", event.severity.rawValue + (event.isKept ? ", kept" : "")],
      ["state", event.state.rawValue],
      ["began", time(event.start)], ["ended", event.state == .open ? "not yet" : time(event.end)],
      ["length", EventText.length(event)],
      ["peak", "\(EventText.score(event.peakScore)) at \(time(event.peakDate))"],
      ["threshold", EventText.score(event.threshold)], ["model", event.model],
    ]
    if event.part > 1 || event.previousPart != nil {
      let before = event.previousPart.map { ", after \($0.uuidString.lowercased())" } ?? ""
      rows.append(["part", "\(event.part)\(before)"])
    }
    if let seen = acknowledgement {
      rows.append(["seen", "by \(seen.by), \(time(seen.at))\(Self.words(seen.means))"])
    }
    if let verdict = event.verdict { rows.append(["judged", Self.words(verdict)]) }
    rows += event.reasons.map { ["why", $0] }
    var lines = TextTable.lines(rows)
    lines += [""] + (files.isEmpty ? ["no files"] : fileLines)
    if !scores.isEmpty {
      let (low, high) = (scores.map(\.low).min() ?? 0, scores.map(\.high).max() ?? 0)
      lines += [
        "", Self.curve(scores.map(\.high)),
        "scores \(EventText.score(low)) to \(EventText.score(high)), from \(time(scores[0].start)) on",
      ]
    }
    let parts = PartTable(crops: crops).lines
    return parts.isEmpty ? lines : lines + [""] + parts
  }

  private static func words(_ verdict: EventVerdict) -> String {
    let confidence = verdict.confidence.map { " (\(NumberText.fixed($0, decimals: 2)))" } ?? ""
    let text = verdict.text.isEmpty ? "" : ": \(verdict.text)"
    return "\(verdict.kind.rawValue)\(confidence) by \(verdict.by)\(text)"
  }

  private static func words(_ means: Acknowledgement.Means) -> String {
    switch means {
    case .said: ""
    case .label: ", by a label"
    case .kept: ", by keeping it"
    }
  }

  private var fileLines: [String] {
    TextTable.lines(
      [["file", "kind", "MB", "state"]]
        + files.map { file in
          [
            file.path, file.kind.rawValue, NumberText.fixed(Double(file.bytes) / 1e6, decimals: 2),
            file.isFinished ? "finished" : "not finished",
          ]
        },
      numeric: [2])
  }

  /// A score from 0 to 1 in each column, as a block of that height.
  static func curve(_ scores: [Float]) -> String {
    let blocks = Array("▁▂▃▄▅▆▇█")
    return String(
      scores.map { score in
        let level = score.isFinite ? Int((max(0, min(1, score)) * Float(blocks.count - 1)).rounded()) : 0
        return blocks[level]
      })
  }
}
