import Foundation
import Testing
import VigilStation

@Suite struct `A date as people give it` {
  /// Saturday, 15:30 in Berlin.
  let now = Date(timeIntervalSince1970: 1_795_876_200)
  let calendar: Calendar = {
    var calendar = Calendar(identifier: .gregorian)
    calendar.timeZone = TimeZone(identifier: "Europe/Berlin") ?? .gmt
    return calendar
  }()

  @Test(arguments: [
    ("90m", "2026-11-28T13:00:00Z"), ("24h", "2026-11-27T14:30:00Z"), ("7d", "2026-11-21T14:30:00Z"),
    ("today", "2026-11-27T23:00:00Z"), ("yesterday", "2026-11-26T23:00:00Z"),
    ("2026-11-28", "2026-11-27T23:00:00Z"), ("2026-07-01T02:15", "2026-07-01T00:15:00Z"),
    ("2026-07-01 02:15:09", "2026-07-01T00:15:09Z"), ("2026-07-01T02:15:09Z", "2026-07-01T02:15:09Z"),
  ]) func `is a moment`(text: String, expected: String) throws {
    let phrase = try #require(DatePhrase(text))
    #expect(phrase.date(at: now, calendar: calendar) == (try Date(expected, strategy: .iso8601)))
  }

  @Test(arguments: [
    "", "7", "d", "-1d", "nand", "2026-13-01", "2026-02-31", "28.11.2026", "soon", "1e400d", "1e20d",
  ])
  func `is refused otherwise`(text: String) {
    #expect(DatePhrase(text) == nil)
  }
}
