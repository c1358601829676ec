import Foundation
import Testing
import VigilStation
import VigilStationConfiguration
import VigilStore

@Suite struct `Whether a summary is told` {
  private let zone = TimeZone(identifier: "Europe/Berlin") ?? .gmt
  /// Mondays at eight, of which 2026-11-30 is one.
  private let weekly = SummaryTime(day: .monday, minute: 480)
  private let daily = SummaryTime(day: nil, minute: 150)

  private func date(_ text: String) throws -> Date { try Date(text, strategy: .iso8601) }

  private func state(_ time: SummaryTime, due: String, told: Int = 3, skipped: Int = 0) throws -> PeriodState
  {
    PeriodState(rule: time.written, due: try date(due), told: told, skipped: skipped)
  }

  private func decision(_ time: SummaryTime, _ state: PeriodState?, at now: String) throws -> PeriodDecision {
    PeriodDecision(time, after: state, at: try date(now), in: zone)
  }

  @Test func `begins with the one that is due after the channel was new`() throws {
    let now = "2026-11-29T10:00:00Z"
    let begun = PeriodState(rule: "monday 08:00", due: try date("2026-11-23T07:00:00Z"))
    #expect(try decision(weekly, nil, at: now) == .note(begun))
    #expect(try decision(weekly, begun, at: now) == .nothing)
    #expect(try decision(weekly, begun, at: "2026-11-30T06:59:59Z") == .nothing)
    var next = begun
    (next.due, next.told) = (try date("2026-11-30T07:00:00Z"), 1)
    #expect(
      try decision(weekly, begun, at: "2026-11-30T07:00:00Z")
        == .tell(from: begun.due, to: next.due, leftOut: 0, then: next))
    #expect(try decision(weekly, next, at: "2026-11-30T07:00:00Z") == .nothing)
  }

  @Test func `is told less than a day late, else left out and counted`() throws {
    let before = try state(weekly, due: "2026-11-16T07:00:00Z")
    var next = try state(weekly, due: "2026-11-23T07:00:00Z", told: 4)
    #expect(
      try decision(weekly, before, at: "2026-11-24T06:59:59Z")
        == .tell(from: before.due, to: next.due, leftOut: 0, then: next))
    (next.told, next.skipped) = (3, 1)
    #expect(try decision(weekly, before, at: "2026-11-24T07:00:00Z") == .leaveOut(next))
    #expect(try decision(weekly, next, at: "2026-11-25T00:00:00Z") == .nothing)
    let last = try state(weekly, due: "2026-11-30T07:00:00Z", told: 4)
    #expect(
      try decision(weekly, next, at: "2026-11-30T07:00:30Z")
        == .tell(from: next.due, to: last.due, leftOut: 1, then: last))
    // Off for three weeks, and back in the hour after a Monday's eight.
    let long = try state(weekly, due: "2026-11-09T07:00:00Z")
    #expect(
      try decision(weekly, long, at: "2026-11-30T08:00:00Z")
        == .tell(from: try date("2026-11-23T07:00:00Z"), to: last.due, leftOut: 2, then: last))
    // A clock that began in 1970 and is right now missed no summaries, and there is an end to counting.
    let years = try state(daily, due: "1970-01-01T07:00:00Z", told: 2)
    var anew = years
    anew.due = try date("2026-11-30T01:30:00Z")
    #expect(try decision(daily, years, at: "2026-11-30T08:00:00Z") == .note(anew))
  }

  @Test func `is never told twice where the clock is set back`() throws {
    let told = try state(weekly, due: "2026-11-30T07:00:00Z")
    for now in ["2026-11-30T06:00:00Z", "2026-11-23T07:00:00Z", "2026-11-30T07:00:01Z"] {
      #expect(try decision(weekly, told, at: now) == .nothing, "\(now)")
    }
    // A clock that was years ahead, and is right again, ends nothing for years.
    let ahead = try state(weekly, due: "2031-01-06T07:00:00Z")
    var begun = ahead
    begun.due = try date("2026-11-23T07:00:00Z")
    #expect(try decision(weekly, ahead, at: "2026-11-30T06:00:00Z") == .note(begun))
  }

  @Test func `begins anew with another rule, without one that was left out`() throws {
    let told = try state(weekly, due: "2026-11-23T07:00:00Z")
    let friday = SummaryTime(day: .friday, minute: 480)
    let begun = try state(friday, due: "2026-11-27T07:00:00Z")
    #expect(try decision(friday, told, at: "2026-11-29T12:00:00Z") == .note(begun))
  }

  /// All that is told of a rule in a time, looked at every ten minutes.
  private func told(_ time: SummaryTime, from: String, to: String) throws -> [String] {
    var (state, told): (PeriodState?, [String]) = (nil, [])
    var now = try date(from)
    let end = try date(to)
    while now < end {
      switch PeriodDecision(time, after: state, at: now, in: zone) {
      case .nothing: break
      case .note(let next), .leaveOut(let next): state = next
      case .tell(let from, let to, _, let next):
        told.append("\(from.ISO8601Format()) \(Int(to.timeIntervalSince(from) / 3600))")
        state = next
      }
      now += 600
    }
    return told
  }

  @Test func `is told once on the night in which an hour comes twice, and of all hours`() throws {
    #expect(
      try told(daily, from: "2026-10-23T12:00:00Z", to: "2026-10-27T12:00:00Z") == [
        "2026-10-23T00:30:00Z 24", "2026-10-24T00:30:00Z 24", "2026-10-25T00:30:00Z 25",
        "2026-10-26T01:30:00Z 24",
      ])
    #expect(
      try told(
        SummaryTime(day: .sunday, minute: 150), from: "2026-10-20T12:00:00Z", to: "2026-11-03T12:00:00Z")
        == ["2026-10-18T00:30:00Z 168", "2026-10-25T00:30:00Z 169"])
  }

  @Test func `is told once on the night in which its hour does not come`() throws {
    #expect(
      try told(daily, from: "2026-03-27T12:00:00Z", to: "2026-03-31T12:00:00Z") == [
        "2026-03-27T01:30:00Z 24", "2026-03-28T01:30:00Z 24", "2026-03-29T01:30:00Z 23",
        "2026-03-30T00:30:00Z 24",
      ])
  }
}
