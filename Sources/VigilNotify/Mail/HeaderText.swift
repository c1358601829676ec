import Foundation

/// Fields of a mail's head (RFC 5322), of which no value can become another field or another line.
enum HeaderText {
  /// The most bytes of an encoded word's text, so that no line is longer than 76 (RFC 2047).
  private static let wordLength = 39

  /// A field with a text of people, in encoded words where it is more than short and plain ASCII.
  static func field(_ name: String, _ text: String) -> String { "\(name): \(encoded(text))" }

  /// A text as it may stand in a field.
  static func encoded(_ text: String) -> String {
    let isPlain =
      text.utf8.allSatisfy { $0 >= 32 && $0 < 127 } && !text.contains("=?") && text.utf8.count <= 60
    return isPlain && text.first != " " && text.last != " " ? text : words(text)
  }

  /// A text in encoded words, each on a line of its own.
  private static func words(_ text: String) -> String {
    var words: [[UInt8]] = [[]]
    for scalar in text.unicodeScalars {
      let bytes = Array(String(scalar).utf8)
      if words[words.count - 1].count + bytes.count > wordLength { words.append([]) }
      words[words.count - 1] += bytes
    }
    return words.map { "=?utf-8?B?\(Data($0).base64EncodedString())?=" }.joined(separator: "\r\n ")
  }

  /// A name and an address.
  static func mailbox(_ name: String, _ address: String) -> String {
    let isPlain = name.utf8.count <= 60 && name.wholeMatch(of: /[A-Za-z0-9_ -]+/) != nil
    return "\(isPlain ? "\"\(name)\"" : words(name)) <\(address)>"
  }

  /// A moment, in UTC.
  static func date(_ date: Date) -> String {
    var (seconds, parts) = (time_t(date.timeIntervalSince1970.rounded(.down)), tm())
    gmtime_r(&seconds, &parts)
    let days = ["Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"]
    let months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]
    func two(_ number: Int32) -> String { (number < 10 ? "0" : "") + String(number) }
    return
      "\(days[Int(parts.tm_wday)]), \(two(parts.tm_mday)) \(months[Int(parts.tm_mon)]) \(1900 + parts.tm_year) "
      + "\(two(parts.tm_hour)):\(two(parts.tm_min)):\(two(parts.tm_sec)) +0000"
  }
}
