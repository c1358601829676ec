import Foundation

/// Times as manifests write them: `2026-11-28T16:04:05.123Z`, in UTC, rounded to milliseconds.
enum UTCTime {
  /// Writes a time; the years 0 to 9999 have four digits, and no camera sees others.
  static func text(_ date: Date) -> String {
    let limits = -62_167_219_200_000.0...253_402_300_799_999.0
    let milliseconds = Int64(
      min(max((date.timeIntervalSince1970 * 1000).rounded(), limits.lowerBound), limits.upperBound))
    let day = floor(milliseconds, 86_400_000)
    let rest = milliseconds - day * 86_400_000
    let (year, month, dayOfMonth) = civil(day)
    let clock = [rest / 3_600_000, rest / 60_000 % 60, rest / 1000 % 60].map { digits($0, 2) }
    return "\(digits(year, 4))-\(digits(month, 2))-\(digits(dayOfMonth, 2))T\(clock.joined(separator: ":"))."
      + "\(digits(rest % 1000, 3))Z"
  }

  /// Reads exactly this form; nil for any other.
  static func date(_ text: String) -> Date? {
    let bytes = Array(text.utf8)
    guard bytes.count == 24 else { return nil }
    /// A number of digits only; what stands between them is compared below.
    func number(_ from: Int, _ count: Int) -> Int64? {
      bytes[from..<(from + count)].reduce(Optional(0)) { number, byte in
        guard let number, (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) else { return nil }
        return 10 * number + Int64(byte - UInt8(ascii: "0"))
      }
    }
    guard let year = number(0, 4), let month = number(5, 2), let day = number(8, 2), let hour = number(11, 2),
      let minute = number(14, 2), let second = number(17, 2), let milliseconds = number(20, 3),
      (1...12).contains(month)
    else { return nil }
    let seconds = days(year, month, day) * 86_400 + hour * 3600 + minute * 60 + second
    let date = Date(timeIntervalSince1970: Double(seconds * 1000 + milliseconds) / 1000)
    // The 31st of June and the 61st second would come back as another time.
    return Self.text(date) == text ? date : nil
  }

  /// The day of the Gregorian calendar that is a number of days after 1970-01-01, in eras of 400 years that begin in March.
  private static func civil(_ day: Int64) -> (Int64, Int64, Int64) {
    let shifted = day + 719_468
    let era = floor(shifted, 146_097)
    let dayOfEra = shifted - era * 146_097
    let yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
    let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
    let index = (5 * dayOfYear + 2) / 153
    let month = index < 10 ? index + 3 : index - 9
    return (yearOfEra + era * 400 + (month <= 2 ? 1 : 0), month, dayOfYear - (153 * index + 2) / 5 + 1)
  }

  private static func days(_ year: Int64, _ month: Int64, _ day: Int64) -> Int64 {
    let year = month <= 2 ? year - 1 : year
    let era = floor(year, 400)
    let yearOfEra = year - era * 400
    let dayOfYear = (153 * (month > 2 ? month - 3 : month + 9) + 2) / 5 + day - 1
    return era * 146_097 + yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear - 719_468
  }

  private static func floor(_ value: Int64, _ divisor: Int64) -> Int64 {
    let (quotient, remainder) = value.quotientAndRemainder(dividingBy: divisor)
    return remainder < 0 ? quotient - 1 : quotient
  }

  private static func digits(_ value: Int64, _ count: Int) -> String {
    let text = String(value)
    return String(repeating: "0", count: max(0, count - text.count)) + text
  }
}
