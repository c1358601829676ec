import Foundation
import HTTPTypes
import Hummingbird
import VigilCore
import VigilStore

/// The parameters after `?`, each of which has to be known.
struct Query: Sendable {
  private var values: [String: [String]] = [:]

  /// Reads them.
  ///
  /// - Parameters:
  ///   - names: Those that a route takes.
  ///   - lists: Those of them that may be there several times.
  init(_ text: String?, names: Set<String>, lists: Set<String> = []) throws(Problem) {
    for pair in (text ?? "").split(separator: "&") {
      let parts = pair.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
      guard let name = Self.decode(parts[0]), let value = Self.decode(parts.count > 1 ? parts[1] : "") else {
        throw Problem(.badRequest, "the query is not percent-encoded UTF-8, or has control characters")
      }
      guard names.contains(name) else {
        let known = names.isEmpty ? "none" : names.sorted().joined(separator: ", ")
        throw Problem(.badRequest, "a parameter of the query is unknown here; there are: \(known)")
      }
      guard values[name] == nil || lists.contains(name), values[name, default: []].count < 100 else {
        throw Problem(.badRequest, "\(name) is given too often")
      }
      values[name, default: []].append(value)
    }
  }

  func texts(_ name: String) -> [String]? { values[name] }

  func text(_ name: String) -> String? { values[name]?.first }

  func date(_ name: String) throws(Problem) -> Date? {
    guard let text = text(name) else { return nil }
    // Up to the year 9999.
    guard let date = JSONAnswer.date(text), abs(date.timeIntervalSince1970) < 2.6e11 else {
      throw Problem(.badRequest, "\(name) is no date such as 2026-11-28T16:05:12Z")
    }
    return date
  }

  func integer(_ name: String, in range: ClosedRange<Int>) throws(Problem) -> Int? {
    guard let text = text(name) else { return nil }
    guard text.utf8.count <= 19, text.utf8.allSatisfy({ (48...57).contains($0) }), let number = Int(text),
      range.contains(number)
    else {
      throw Problem(.badRequest, "\(name) is a whole number from \(range.lowerBound) to \(range.upperBound)")
    }
    return number
  }

  /// A number in decimal digits, with an exponent or without.
  func number(_ name: String, in range: ClosedRange<Float>) throws(Problem) -> Float? {
    guard let text = text(name) else { return nil }
    let characters = Set("0123456789.eE+-".utf8)
    guard text.utf8.count <= 24, text.utf8.allSatisfy(characters.contains), let number = Float(text),
      range.contains(number)
    else {
      func plain(_ value: Float) -> String { NumberText.trimmed(Double(value), decimals: 6) }
      throw Problem(
        .badRequest, "\(name) is a number from \(plain(range.lowerBound)) to \(plain(range.upperBound))")
    }
    return number
  }

  func flag(_ name: String) throws(Problem) -> Bool? {
    switch text(name) {
    case nil: return nil
    case "true": return true
    case "false": return false
    default: throw Problem(.badRequest, "\(name) is true or false")
    }
  }

  func choice<Value: RawRepresentable & CaseIterable>(
    _ name: String, _ type: Value.Type
  ) throws(Problem) -> Value? where Value.RawValue == String {
    guard let text = text(name) else { return nil }
    guard let value = Value(rawValue: text) else {
      let all = Value.allCases.map(\.rawValue).joined(separator: ", ")
      throw Problem(.badRequest, "\(name) is one of: \(all)")
    }
    return value
  }

  /// The place in the list of events at which a page begins.
  func cursor(_ name: String) throws(Problem) -> EventQuery.Cursor? {
    guard let text = text(name) else { return nil }
    guard let cursor = EventCursor.cursor(text) else {
      throw Problem(.badRequest, "\(name) is the \"next\" of the page before")
    }
    return cursor
  }

  /// A text without its percent-encoding; nil unless it is UTF-8 without control characters.
  static func decode(_ text: Substring) -> String? {
    // A plus sign stays one: no value has spaces, but dates have offsets such as +07:00.
    let decoded = text.removingPercentEncoding
    // SQLite ends texts at a NUL: what follows it would count here, but not there.
    return decoded.flatMap {
      $0.unicodeScalars.contains { $0.properties.generalCategory == .control } ? nil : $0
    }
  }
}

/// A place in the list of events as text that clients hand back as it is.
enum EventCursor {
  static func text(_ cursor: EventQuery.Cursor) -> String {
    String(cursor.start.timeIntervalSinceReferenceDate.bitPattern, radix: 16) + "."
      + cursor.id.uuidString.lowercased()
  }

  static func cursor(_ text: String) -> EventQuery.Cursor? {
    let parts = text.split(separator: ".")
    guard parts.count == 2, text.utf8.count <= 60, let bits = UInt64(parts[0], radix: 16),
      let id = UUID(uuidString: String(parts[1]))
    else { return nil }
    // What is no number comes before and after nothing.
    return EventQuery.Cursor(start: Date(timeIntervalSinceReferenceDate: Double(bitPattern: bits)), id: id)
  }
}
