import VigilCore

/// Seconds for people.
package enum TimeText {
  /// A moment on a clock that starts at 0: `0:42`, `1:02:03`, `2 d 04:00:00`.
  ///
  /// - Parameter decimals: digits of the seconds after the point.
  package static func clock(_ seconds: Double, decimals: Int = 0) -> String {
    guard seconds.isFinite else { return "–" }
    var factor = 1.0
    for _ in 0..<decimals { factor *= 10 }
    // Rounding first keeps 59.96 s from becoming 0:60.0.
    let rounded = (seconds.magnitude * factor).rounded() / factor
    guard rounded < 1e12 else { return "–" }
    let whole = Int(rounded)
    let (days, hours, minutes) = (whole / 86_400, whole / 3600 % 24, whole / 60 % 60)
    var text = padded(whole % 60)
    if decimals > 0 {
      text += NumberText.fixed(rounded - Double(whole), decimals: decimals).drop { $0 != "." }
    }
    if days > 0 {
      text = "\(days) d \(padded(hours)):\(padded(minutes)):\(text)"
    } else if hours > 0 {
      text = "\(hours):\(padded(minutes)):\(text)"
    } else {
      text = "\(minutes):\(text)"
    }
    return seconds < 0 && rounded > 0 ? "-" + text : text
  }

  /// A duration in words short enough for a table: `3.2 s`, `4 min 05 s`, `2 h 10 min`, `3 d 4 h`.
  package static func length(_ seconds: Double) -> String {
    guard seconds.isFinite, seconds < 1e12 else { return "–" }
    guard seconds >= 59.95 else { return NumberText.fixed(max(seconds, 0), decimals: 1) + " s" }
    let whole = Int(seconds.rounded())
    if whole < 3600 { return "\(whole / 60) min \(padded(whole % 60)) s" }
    let minutes = Int((seconds / 60).rounded())
    if minutes < 1440 { return "\(minutes / 60) h \(padded(minutes % 60)) min" }
    let hours = Int((seconds / 3600).rounded())
    return "\(hours / 24) d \(hours % 24) h"
  }

  private static func padded(_ value: Int) -> String { value < 10 ? "0\(value)" : "\(value)" }
}
