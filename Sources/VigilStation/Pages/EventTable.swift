public import Foundation
import VigilCore
public import VigilStore

/// Events as a table for a terminal.
public struct EventTable: Sendable {
  /// The characters of an id that are shown, and with which events are named.
  private static let idLength = 8

  private let calendar: Calendar

  /// Writes times of a calendar.
  public init(calendar: Calendar = .current) { self.calendar = calendar }

  /// The first characters of an event's id, by which people name it.
  public static func shortID(_ event: StoredEvent) -> String { shortID(event.id) }

  static func shortID(_ id: UUID) -> String { String(id.uuidString.lowercased().prefix(idLength)) }

  /// A heading and a line for each event, or one line that says that there is none.
  ///
  /// - Parameter isFiltered: Whether others may exist.
  public func lines(_ events: [StoredEvent], isFiltered: Bool) -> [String] {
    guard !events.isEmpty else { return [isFiltered ? "no such events" : "no events yet"] }
    let rows = events.map { event in
      [
        Self.shortID(event), event.camera, event.severity.rawValue, EventText.time(event.start, calendar),
        EventText.length(event), EventText.score(event.peakScore), EventText.score(event.threshold),
        event.state.rawValue + (event.isKept ? ", kept" : ""),
      ]
    }
    return TextTable.lines(
      [["event", "camera", "severity", "began", "length", "peak", "threshold", "state"]] + rows,
      numeric: [4, 5, 6])
  }
}

/// Parts of what is written of an event.
enum EventText {
  /// `2026-11-28 02:14:07`.
  static func time(_ date: Date, _ calendar: Calendar) -> String {
    var style = Date.ISO8601FormatStyle(timeZone: calendar.timeZone)
    style = style.year().month().day().dateSeparator(.dash).dateTimeSeparator(.space).time(
      includingFractionalSeconds: false
    )
    .timeSeparator(.colon)
    return date.formatted(style)
  }

  static func length(_ event: StoredEvent) -> String {
    length(event.end.timeIntervalSince(event.start)) + (event.state == .open ? " so far" : "")
  }

  /// `12 s`, `3 min 20 s`, `7 h 12 min`, `2 d 5 h`.
  static func length(_ seconds: Double) -> String {
    let whole = Int(max(0, seconds).rounded())
    return switch whole {
    case ..<60: "\(whole) s"
    case ..<3600: length(whole, 60, "min", 1, "s")
    case ..<86_400: length(whole, 3600, "h", 60, "min")
    default: length(whole, 86_400, "d", 3600, "h")
    }
  }

  private static func length(
    _ seconds: Int, _ large: Int, _ unit: String, _ small: Int, _ rest: String
  ) -> String {
    let (count, remainder) = (seconds / large, seconds % large / small)
    return "\(count) \(unit)" + (remainder == 0 ? "" : " \(remainder) \(rest)")
  }

  static func score(_ score: Float) -> String { NumberText.fixed(Double(score), decimals: 3) }

  /// `+0.120`, `-0.041`.
  static func difference(_ difference: Float) -> String { (difference < 0 ? "" : "+") + score(difference) }
}
