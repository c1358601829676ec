import Foundation
import Testing
import VigilStation
import VigilStationConfiguration
import VigilStore
import VigilTestSupport

/// A channel that is told each Sunday and one that is told each night, from 15 October on; summer time ends on the 25th.
@Suite(.ownThread, .timeLimit(.minutes(15))) struct `Summaries of two weeks` {
  private let calendar: Calendar

  init() throws {
    var calendar = Calendar(identifier: .gregorian)
    calendar.timeZone = try #require(TimeZone(identifier: "Europe/Berlin"))
    self.calendar = calendar
  }

  private func date(_ day: Int, _ hour: Int = 0, _ minute: Int = 0) throws -> Date {
    try #require(
      calendar.date(from: DateComponents(year: 2026, month: 10, day: day, hour: hour, minute: minute)))
  }

  private static let file = """
    threshold: 0.999
    review_threshold: 0.999
    record: off
    cameras:
      yard: {source: "rtsp://127.0.0.1:1/a"}
      door: {source: "rtsp://127.0.0.1:1/b"}
    notify:
      week: {url: "http://127.0.0.1:1/x", summary: sunday 20:00}
      night: {url: "http://127.0.0.1:1/x", summary: "daily 02:30", cameras: [door]}

    """

  /// What a channel was told since the last call.
  private func told(_ channel: String, by station: SimulatedStation) throws -> [PeriodSummary] {
    var found: [PeriodSummary] = []
    while let message = try station.station.store.nextMessage(to: channel) {
      if case .period(let summary) = message.content { found.append(summary) }
      try station.station.store.acknowledge(message)
    }
    return found
  }

  @Test func `are told once each, over stops, a kill, a change of the clock and a time off`() async throws {
    let incidents = [
      Incident(camera: "yard", start: try date(16, 12), seconds: 120, severity: .alarm),
      Incident(camera: "door", start: try date(20, 12), seconds: 120, severity: .alarm),
    ]
    let days = try await SimulatedStation(
      Self.file, incidents: incidents, from: try date(15, 10), calendar: calendar)
    var (weeks, nights): ([PeriodSummary], [PeriodSummary]) = ([], [])
    let (sunday, dueNights) = (try date(18, 20), try (16...26).map { try date($0, 2, 30) })
    let lateNight = try date(28, 2, 30)
    func note() throws {
      weeks += try told("week", by: days)
      nights += try told("night", by: days)
    }
    for day in 15...22 {
      try await days.run(to: date(day, 12))
      if day == 17 {
        await days.lose("door")
        try await days.run(to: date(day, 15))
        await days.find("door")
      }
      try await days.run(to: date(day + 1, 2, 20))
      // Before one is due, and after it was told.
      if day == 18 { try await days.restart() }
      try await days.run(to: date(day + 1, 3))
      if day == 19 { try await days.kill() }
      try note()
    }
    #expect(nights.map(\.end) == dueNights.filter { $0 < days.clock.date })
    #expect(nights.count == 8)
    #expect(weeks.map(\.end) == [sunday])

    // The first of each says which time it covers; the station began at ten.
    let (begun, night) = (try date(15, 10), try date(16, 2, 30))
    #expect(nights[0].start == begun && nights[0].countedSince == begun)
    #expect(weeks[0].start == begun && weeks[0].countedSince == begun)
    #expect(nights[1].start == night && nights[1].countedSince == nil)

    // By camera what there was; one that is not the channel's is not told.
    #expect(nights[0].cameras.map(\.name) == ["door"])
    let week = weeks[0]
    #expect(week.cameras.map(\.name) == ["yard", "door"])
    let (yard, door) = (week.cameras[0], week.cameras[1])
    #expect(yard.figures.alarms == 1 && yard.figures.unacknowledged == 1 && yard.figures.unlabelled == 1)
    #expect(yard.thresholds == .init(alarm: 0.999, alarmBasis: .file, review: 0.999, reviewBasis: .file))
    #expect(door.figures.alarms == 0 && door.peak == nil)
    #expect(abs(door.figures.blindSeconds - 3 * 3600) <= 600 && yard.figures.blindSeconds == 0)
    #expect(door.figures.blindness.map(\.kind) == ["offline"])
    // From ten on Thursday to eight on Sunday: rounds of ten minutes, snippets of two.
    let seconds = 82.0 * 3600
    #expect(abs(yard.figures.watch.seconds - seconds) <= 1200)
    #expect(abs(yard.figures.watch.seconds - door.figures.watch.seconds - 3 * 3600) <= 1200)
    #expect(abs(Double(yard.figures.watch.scored) - seconds / 120) <= 10)
    #expect(week.total.alarms == 1 && week.total.watch.scored > yard.figures.watch.scored)

    // The night of the 25th is told of once, and the next has an hour more.
    for day in 23...25 {
      try await days.run(to: date(day + 1, 3))
      try note()
    }
    #expect(nights.map(\.end) == dueNights)
    #expect(nights.suffix(2).map { $0.end.timeIntervalSince($0.start) / 3600 } == [24, 25])
    #expect(weeks.map(\.end) == [sunday, sunday + 169 * 3600])
    #expect(
      weeks[1].end.timeIntervalSince(weeks[1].start) == 169 * 3600 && weeks[1].cameras[1].figures.alarms == 1)

    // Off for two nights and a morning: one is late by less than a day.
    days.clock.pass(try date(28, 12).timeIntervalSince(days.clock.date))
    try await days.restart()
    try await days.run(to: date(28, 13))
    try note()
    #expect(nights.map(\.end) == dueNights + [lateNight])
    #expect(nights.last?.skipped == 1 && nights.last?.total.watch.seconds ?? 1 < 1)
    // Off over a Sunday, and back on Tuesday: the week's is left out, and the next one says so.
    days.clock.pass(6 * 86_400)
    try await days.restart()
    try await days.run(to: days.clock.date + 3600)
    try note()
    #expect(weeks.count == 2 && days.log.entries.count { $0.contains("a summary is left out") } == 1)
    #expect(try days.station.store.periodState(of: "week")?.skipped == 1)
    await days.station.close()
  }
}
