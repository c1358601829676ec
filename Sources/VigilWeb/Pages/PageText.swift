import Foundation
import VigilCore
import VigilStore

/// Values as pages show them: times by the station's clock, as the command line has them.
struct PageText: Sendable {
  var zone = TimeZone.current

  /// `2026-11-28 02:14:07`.
  func time(_ date: Date) -> String {
    let style = Date.ISO8601FormatStyle(timeZone: zone)
    return date.formatted(
      style.year().month().day().dateSeparator(.dash).dateTimeSeparator(.space)
        .time(includingFractionalSeconds: false).timeSeparator(.colon))
  }

  /// The same as an element that programs can read too.
  func element(_ date: Date) -> HTML { "<time datetime=\"\(JSONAnswer.text(date))\">\(time(date))</time>" }

  /// Of which zone the times are: `UTC+07:00`.
  func zoneName(at date: Date) -> String {
    let minutes = zone.secondsFromGMT(for: date) / 60
    func two(_ value: Int) -> String { value < 10 ? "0\(value)" : "\(value)" }
    return minutes == 0
      ? "UTC" : "UTC\(minutes < 0 ? "-" : "+")\(two(abs(minutes) / 60)):\(two(abs(minutes) % 60))"
  }

  /// Seconds in a few words: `12 s`, `3 min`, `2 h`, `4 d`.
  static func age(_ seconds: Double) -> String {
    let seconds = max(0, seconds.isFinite ? min(seconds, 1e9) : 0)
    return switch seconds {
    case ..<120: "\(Int(seconds)) s"
    case ..<7200: "\(Int(seconds / 60)) min"
    case ..<172_800: "\(Int(seconds / 3600)) h"
    default: "\(Int(seconds / 86_400)) d"
    }
  }

  /// A score to two decimals, as there is room for beside a picture; a dash where there is none.
  static func score(_ score: Float?) -> String {
    score.finite.map { NumberText.fixed(Double($0), decimals: 2) } ?? "–"
  }

  /// An amount of data: `640 KiB`, `1.2 GiB`.
  static func bytes(_ count: Double) -> String {
    guard count.isFinite, count >= 0 else { return "–" }
    var (value, unit) = (count / 1024, 0)
    let units = ["KiB", "MiB", "GiB", "TiB", "PiB"]
    while value >= 1000, unit < units.count - 1 { (value, unit) = (value / 1024, unit + 1) }
    return NumberText.fixed(value, decimals: value < 10 ? 1 : 0) + " " + units[unit]
  }

  /// A value of a query.
  static func encoded(_ value: String) -> String {
    value.addingPercentEncoding(
      withAllowedCharacters: .alphanumerics.intersection(.init(charactersIn: "\0"..."~")))
      ?? ""
  }
}

extension EventSeverity {
  /// For headings.
  var title: String {
    switch self {
    case .alarm: "Alarm"
    case .review: "Review"
    }
  }
}
