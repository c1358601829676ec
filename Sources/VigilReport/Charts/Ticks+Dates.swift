package import Foundation

extension Ticks {
  /// Multiples of the units of a wall clock: on its full minutes and hours, and at its midnight.
  ///
  /// Where the clock is put forward or back, one distance is an hour shorter or longer.
  ///
  /// - Parameter range: Seconds since 1970.
  /// - Precondition: `most` is at least 2, and the range is finite and not empty.
  package static func dates(in range: ClosedRange<Double>, most: Int, zone: TimeZone) -> Ticks {
    precondition(most >= 2 && range.upperBound > range.lowerBound, "an axis needs an extent and two ticks")
    let day = 86_400.0
    let steps: [Double] =
      [1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200, 10_800, 21_600, 43_200]
      + [1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 2000, 5000].map { $0 * day }
    func ahead(_ time: Double) -> Double {
      Double(zone.secondsFromGMT(for: Date(timeIntervalSince1970: time)))
    }
    let bounds = [range.lowerBound, range.upperBound].map { $0 + ahead($0) }
    for step in steps {
      let first = (bounds[0] / step - 1e-9).rounded(.up)
      let last = (bounds[1] / step + 1e-9).rounded(.down)
      guard last - first + 1 <= Double(most) else { continue }
      guard first <= last else { break }
      let clock = stride(from: first, through: last, by: 1).map { $0 * step }
      // What the clock shows, less what it is ahead by then.
      let marks = clock.map { (time: $0 - ahead($0 - ahead($0)), clock: $0) }.filter {
        range.contains($0.time)
      }
      return Ticks(
        values: marks.map(\.time), step: step, labels: marks.map { dateLabel($0.clock, step: step) })
    }
    return Ticks(values: [], step: range.upperBound - range.lowerBound, labels: [])
  }

  /// `11-29` at midnight, else `14:30`, or `14:30:05`.
  private static func dateLabel(_ clock: Double, step: Double) -> String {
    let date = Date(timeIntervalSince1970: clock)
    let style = Date.ISO8601FormatStyle(timeZone: .gmt)
    let text = date.formatted(
      style.month().day().dateSeparator(.dash).dateTimeSeparator(.space)
        .time(includingFractionalSeconds: false).timeSeparator(.colon))
    let parts = text.split(separator: " ")
    guard parts.count == 2 else { return text }
    if parts[1] == "00:00:00" { return String(parts[0]) }
    return String(step < 60 ? parts[1] : parts[1].dropLast(3))
  }
}
