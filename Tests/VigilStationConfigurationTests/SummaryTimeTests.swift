import Foundation
import Testing
import VigilStationConfiguration

@Suite struct `The time of a summary` {
  private let zone = TimeZone(identifier: "Europe/Berlin") ?? .gmt

  private func read(_ lines: String) throws(StationFileMistakes) -> ChannelSettings? {
    try StationFile(
      text: "cameras: {door: {source: a.mp4}}\nnotify:\n  a:\n    url: http://a/b\n    \(lines)\n",
      name: "s.yaml"
    ).notify.first
  }

  private func time(_ text: String) throws -> SummaryTime {
    try #require(try read("summary: \(text)")?.summary)
  }

  @Test(arguments: [
    ("monday 08:00", "monday 08:00"), ("mon 8:00", "monday 08:00"), ("Sunday 23:59", "sunday 23:59"),
    ("daily 00:00", "daily 00:00"), ("'fri 07:30'", "friday 07:30"),
  ])
  func `is a day and a time`(text: String, written: String) throws {
    #expect(try time(text).written == written)
  }

  @Test(arguments: [
    "monday", "08:00", "monday 24:00", "monday 8", "mon-fri 08:00", "never", "[monday 08:00]",
  ])
  func `is refused in one line where it is none`(text: String) throws {
    let error = try #require(throws: StationFileMistakes.self) { try read("summary: \(text)") }
    #expect(error.message.hasPrefix("s.yaml:5:14: summary ") && !error.message.contains("\n"))
    #expect(error.message.contains("a day of the week and a time such as monday 08:00, or daily 08:00"))
  }

  @Test func `is not there unless the file gives it`() throws {
    #expect(try read("health: false")?.summary == nil)
  }

  /// A date by the clock on the wall; `isSecond`: where the hour comes twice, the second time.
  private func date(_ text: String) throws -> Date {
    try Date(text, strategy: Date.ISO8601FormatStyle(timeZone: .gmt))
  }

  @Test(arguments: [
    // 2026-11-30 is a Monday; Berlin is an hour ahead of UTC then.
    ("monday 08:00", "2026-11-30T07:00:00Z", "2026-11-30T07:00:00Z"),
    ("monday 08:00", "2026-11-30T06:59:59Z", "2026-11-23T07:00:00Z"),
    ("monday 08:00", "2026-12-06T23:59:59Z", "2026-11-30T07:00:00Z"),
    ("sunday 23:59", "2026-11-30T00:00:00Z", "2026-11-29T22:59:00Z"),
    ("daily 00:00", "2026-11-29T23:00:00Z", "2026-11-29T23:00:00Z"),
    ("daily 00:00", "2026-11-29T22:59:59Z", "2026-11-28T23:00:00Z"),
    // Summer time ends on 25 October at 3:00: 2:30 comes twice, and the first counts.
    ("daily 02:30", "2026-10-25T00:29:59Z", "2026-10-24T00:30:00Z"),
    ("daily 02:30", "2026-10-25T00:30:00Z", "2026-10-25T00:30:00Z"),
    ("daily 02:30", "2026-10-25T01:30:00Z", "2026-10-25T00:30:00Z"),
    ("daily 02:30", "2026-10-26T01:30:00Z", "2026-10-26T01:30:00Z"),
    ("sunday 08:00", "2026-10-25T07:00:00Z", "2026-10-25T07:00:00Z"),
    ("sunday 08:00", "2026-10-25T06:59:59Z", "2026-10-18T06:00:00Z"),
    // It begins on 29 March at 2:00: 2:30 does not come, and is taken for 3:30.
    ("daily 02:30", "2026-03-29T01:29:59Z", "2026-03-28T01:30:00Z"),
    ("daily 02:30", "2026-03-29T01:30:00Z", "2026-03-29T01:30:00Z"),
    ("daily 02:30", "2026-03-30T00:30:00Z", "2026-03-30T00:30:00Z"),
  ])
  func `is by the clock on the wall, once a day or a week`(rule: String, now: String, due: String) throws {
    #expect(try time(rule).due(atOrBefore: date(now), in: zone) == date(due))
  }

  @Test func `comes a week after the one before, also over a change of the clock`() throws {
    let time = try time("sunday 08:00")
    var due = try date("2026-11-08T07:00:00Z")
    var dues: [String] = []
    for _ in 0..<3 {
      due = time.due(before: due, in: zone)
      dues.append(due.ISO8601Format())
    }
    #expect(dues == ["2026-11-01T07:00:00Z", "2026-10-25T07:00:00Z", "2026-10-18T06:00:00Z"])
    // Every moment of two years has one that is at most a week and an hour old.
    for hour in stride(from: 0.0, to: 2 * 365 * 24, by: 5) {
      let now = due + hour * 3600 + 17
      let age = now.timeIntervalSince(time.due(atOrBefore: now, in: zone))
      #expect((0..<time.longest).contains(age))
    }
  }

  @Test func `is of no use beside hours in which nothing is told`() throws {
    func mistake(_ lines: String) -> String {
      do throws(StationFileMistakes) { _ = try read(lines) } catch { return error.message }
      return ""
    }
    #expect(mistake("schedule: never\n    summary: daily 08:00").contains("schedule is never"))
    #expect(mistake("schedule: never\n    health_schedule: always").isEmpty)
    #expect(
      mistake("review_schedule: sat").contains("review_schedule is of no use without review in severity"))
    #expect(
      mistake("health: false\n    health_schedule: sat").contains(
        "health_schedule is of no use with health: false"))
  }
}
