public import Foundation
import VigilCore
public import VigilRecording

/// What was recorded continuously, as a table for a terminal.
public struct RecordingTable: Sendable {
  private let calendar: Calendar

  /// Writes times of a calendar.
  public init(calendar: Calendar = .current) { self.calendar = calendar }

  /// A heading and a line for each stretch, or one line that says that there is none.
  ///
  /// - Parameters:
  ///   - stretches: Those of each camera in a row, by time.
  ///   - isFiltered: Whether others may exist.
  public func lines(_ stretches: [RecordedStretch], isFiltered: Bool) -> [String] {
    guard !stretches.isEmpty else {
      return [
        isFiltered
          ? "no such recordings" : "no continuous recordings: cameras with record: continuous have some"
      ]
    }
    var before: RecordedStretch?
    let rows = stretches.map { stretch in
      defer { before = stretch }
      let pause = before.flatMap {
        $0.camera == stretch.camera ? stretch.start.timeIntervalSince($0.end) : nil
      }
      return [
        stretch.camera, EventText.time(stretch.start, calendar), EventText.time(stretch.end, calendar),
        EventText.length(stretch.end.timeIntervalSince(stretch.start))
          + (stretch.isGrowing ? " so far" : ""),
        RecordingText.size(stretch.bytes), pause.map(EventText.length) ?? "",
      ]
    }
    return TextTable.lines(
      [["camera", "from", "to", "length", "size", "pause before"]] + rows, numeric: [4])
  }
}

/// Parts of what is written of recordings.
enum RecordingText {
  /// `48.2 MB`, `12.3 GB`.
  static func size(_ bytes: Int64) -> String {
    bytes < 1_000_000_000
      ? NumberText.fixed(Double(bytes) / 1e6, decimals: 1) + " MB"
      : NumberText.fixed(Double(bytes) / 1e9, decimals: 1) + " GB"
  }
}
