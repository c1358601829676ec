import Foundation
import Testing
import VigilCore
import VigilEvidence
import VigilStation
import VigilStationConfiguration
import VigilStore
import VigilTestSupport

@Suite(.ownThread) struct `Thirty days of three cameras` {
  private let calendar: Calendar

  init() throws {
    var calendar = Calendar(identifier: .gregorian)
    calendar.timeZone = try #require(TimeZone(identifier: "Europe/Berlin"))
    self.calendar = calendar
  }

  /// A moment by the clock on the wall.
  private func date(_ month: Int, _ day: Int, _ hour: Int = 0, _ minute: Int = 0) throws -> Date {
    try #require(
      calendar.date(
        from: DateComponents(year: 2026, month: month, day: day, hour: hour, minute: minute)))
  }

  private static let cameras = """
    keep_scores: 10d
    model: demo
    cameras:
      yard: {source: "rtsp://127.0.0.1:1/a", record: continuous, keep: 24h, keep_events: 10d}
      door: {source: "rtsp://127.0.0.1:1/b", keep_events: 14d, longest_event: 5m}
      office: {source: "rtsp://127.0.0.1:1/c", record: off, keep_events: 14d, schedule: ["daily 22:00-02:30"]}

    """

  /// From 10 October on; at 3:00 on the 25th, summer time ends.
  @Test(.timeLimit(.minutes(20)))
  func `are bounded in all that they write, and keep what was promised`() async throws {
    // The hour from 2 to 3 comes twice.
    let twice = try date(10, 25, 1, 59) + 60
    let outside = "outside the schedule"
    let incidents = [
      Incident(camera: "yard", start: try date(10, 15, 12), seconds: 120, severity: .alarm),
      Incident(
        camera: "yard", start: try date(10, 18, 12), seconds: 120, severity: .review,
        reason: "snoozed by anna"
      ),
      Incident(camera: "yard", start: try date(10, 18, 16, 30), seconds: 120, severity: .alarm),
      Incident(
        camera: "door", start: try date(10, 19, 10), seconds: 90, severity: .review,
        reason: "disarmed by anna"
      ),
      Incident(camera: "door", start: try date(10, 19, 19), seconds: 90, severity: .alarm),
      // Over a stop, a split at five minutes, and a kill.
      Incident(camera: "door", start: try date(10, 20, 9), seconds: 240, severity: .alarm),
      Incident(camera: "door", start: try date(10, 22, 9), seconds: 1020, severity: .alarm),
      Incident(camera: "yard", start: try date(10, 30, 9), seconds: 240, severity: .alarm),
      Incident(camera: "office", start: try date(10, 20, 23), seconds: 60, severity: .alarm),
      Incident(
        camera: "office", start: try date(10, 21, 12), seconds: 60, severity: .review, reason: outside),
      Incident(camera: "office", start: twice + 600, seconds: 60, severity: .alarm),
      Incident(
        camera: "office", start: twice + 2400, seconds: 60, severity: .review, reason: outside),
      Incident(camera: "office", start: twice + 4200, seconds: 60, severity: .alarm),
      Incident(
        camera: "office", start: twice + 6000, seconds: 60, severity: .review, reason: outside),
    ]
    let start = try date(10, 10)
    let days = try await SimulatedStation(Self.cameras, incidents: incidents, from: start, calendar: calendar)
    var (sizes, book) = (StationSizes(), StationBook())
    var kept: [UUID: Set<String>] = [:]

    for day in 1...30 {
      let midnight = try #require(calendar.date(byAdding: .day, value: day, to: start))
      func at(_ hour: Int, _ minute: Int = 0) throws -> Date {
        try date(day > 22 ? 11 : 10, day > 22 ? day - 22 : day + 9, hour, minute)
      }
      switch day {
      case 4:
        // What somebody keeps is never touched.
        for camera in ["yard", "door"] {
          let event = try #require(try days.station.store.events(EventQuery(cameras: [camera])).last)
          try StationStore.setKept(event.id, true, by: "anna", besideStationIn: days.folder)
          kept[event.id] = Set(try days.station.store.files(FileQuery(event: event.id)).map(\.path))
        }
      case 7:
        // A camera that comes and goes, and then is away for two hours.
        for minute in 0..<20 {
          try await days.run(to: at(9) + 240 * Double(minute))
          await days.lose("door")
          try await days.run(to: at(9) + 240 * Double(minute) + 120)
          await days.find("door")
        }
        await days.lose("door")
        try await days.run(to: at(12))
        await days.find("door")
      case 9:
        try await days.run(to: at(10))
        try days.change("yard", Standing.snoozedKey, "yes", for: 6 * 3600)
      case 10:
        try await days.run(to: at(8))
        try days.change("door", Standing.armedKey, "no")
        try await days.run(to: at(18))
        try days.change("door", Standing.armedKey, "yes")
      case 11:
        try await days.run(to: at(9, 2))
        try await days.restart()
      case 15:
        // From here on, room is short as well.
        days.file.station.most = Bytes(Int(try days.station.store.totalBytes) * 2 / 3)
      case 17:
        try await days.run(to: at(15))
        days.clock.set(ahead: 5)
      case 21:
        try await days.run(to: at(9, 2))
        try book.note(days.station.store)
        try await days.kill()
      default: break
      }
      try await days.run(to: midnight)
      try book.note(days.station.store)
      try days.expectTidy(kept: kept)
      try sizes.note(days.folder, events: book.events.count)
    }

    book.expectSound(longest: ["yard": 600, "door": 300, "office": 600], interrupted: 1)
    for incident in incidents { book.expect(incident) }
    #expect(kept.values.allSatisfy { $0.count == 3 })
    expectSchedule(book.events(of: "office"))
    for camera in ["yard", "door", "office"] { expectRates(book.events(of: camera), incidents, after: start) }
    expectNoFlood(days.log.entries, book)
    #expect(try days.station.store.notices(NoticeQuery(isOpen: true)).isEmpty)
    sizes.expectBounded(bytesADay: 3 * 72_000, over: 10, levelFrom: 15)
    try await expectGoodEnd(days)
  }

  /// At 2:00 on 29 March, summer time begins.
  @Test(.timeLimit(.minutes(15)))
  func `miss an hour in spring, and record nothing while a disk has no room`() async throws {
    let outside = "outside the schedule"
    let incidents = [
      Incident(camera: "office", start: try date(3, 28, 2, 40), seconds: 60, severity: .alarm),
      Incident(
        camera: "office", start: try date(3, 29, 1, 50), seconds: 60, severity: .review, reason: outside),
      Incident(camera: "office", start: try date(3, 29, 3, 10), seconds: 60, severity: .alarm),
      Incident(
        camera: "office", start: try date(3, 29, 3, 40), seconds: 60, severity: .review, reason: outside),
      Incident(camera: "office", start: try date(3, 30, 2, 40), seconds: 60, severity: .alarm),
      Incident(
        camera: "office", start: try date(3, 30, 12), seconds: 60, severity: .review, reason: outside),
    ]
    let days = try await SimulatedStation(
      """
      threshold: 0.95
      review_threshold: 0.6
      cameras:
        office: {source: "rtsp://127.0.0.1:1/c", schedule: ["daily 02:30-03:30"]}

      """, incidents: incidents, from: try date(3, 28), calendar: calendar)
    try await days.run(to: try date(3, 30, 6))
    let store = days.station.store
    let event = try #require(try store.events(EventQuery(severity: .alarm)).first)
    try store.setKept(event.id, true, by: "anna")
    let kept = [event.id: Set(try store.files(FileQuery(event: event.id)).map(\.path))]
    #expect(kept[event.id]?.count == 3)

    let free = days.file.station.free
    days.file.station.free = Bytes(.max / 2)
    try await days.run(to: try date(3, 30, 7))
    #expect(Set(try store.files(FileQuery(limit: .max)).map(\.path)) == kept[event.id])
    #expect(days.log.entries.count { $0.contains("recording has stopped") } == 1)
    days.file.station.free = free
    try await days.run(to: try date(3, 31))
    #expect(days.log.entries.count { $0.contains("recording goes on") } == 1)
    try days.expectTidy(kept: kept)

    var book = StationBook()
    try book.note(store)
    book.expectSound(longest: ["office": 600], interrupted: 0)
    for incident in incidents { book.expect(incident) }
    let last = try #require(book.events(of: incidents[5]).first)
    #expect(try store.files(FileQuery(event: last.id)).count == 3)
    #expect(book.notices(of: "clock") == 0)
    try await expectGoodEnd(days)
  }

  /// Checks that about five events a day and one alarm a week came from what is normal, once there was a calibration. That knows two days,
  /// from which a rate of five a day is found within a factor of two, and of one a week within a factor of three.
  private func expectRates(_ events: [StoredEvent], _ incidents: [Incident], after start: Date) {
    let first = start + 4 * 86_400
    let normal = events.filter { event in
      event.start >= first
        && !incidents.contains {
          $0.camera == event.camera && $0.start < event.end && $0.dates.end > event.start
        }
    }
    let days = 26.0
    #expect((days * 5 / 2...days * 5 * 2).contains(Double(normal.count)), "\(normal.count) events")
    let alarms = normal.count { $0.severity == .alarm }
    #expect(Double(alarms) <= 3 * days / 7, "\(alarms) alarms")
  }

  /// Checks that what is logged grows with what happened, and that only what happened is noticed.
  private func expectNoFlood(_ lines: [String], _ book: StationBook) {
    #expect(!lines.contains { $0.hasPrefix("error") || $0.hasPrefix("critical") })
    // A line a round, and one if something old was removed; and each clip here begins late, as snippets are long.
    let rounds = 30 * 86_400 / Int(SimulatedStation.round) + 25
    for text in ["watching ", "old recordings were removed"] {
      #expect(lines.count { $0.contains(text) } <= rounds)
    }
    let others = lines.filter { line in
      !["watching ", "old recordings were removed", "a clip begins later"].contains { line.contains($0) }
    }
    #expect(others.count <= 3 * book.events.count + 2 * book.notices.count + 50, "\(others.count) lines")
    #expect(book.notices(of: "offline") == 21 && book.notices(of: "reconnected") == 21)
    #expect(book.notices(of: "clock") == 1 && book.notices.count == 43)
  }

  /// Checks that alarms of the office are within its hours, by the clock on the wall.
  private func expectSchedule(_ events: [StoredEvent]) {
    for event in events where event.severity == .alarm {
      let ends = stride(
        from: SimulatedStation.snippet, through: event.end.timeIntervalSince(event.start),
        by: SimulatedStation.snippet)
      #expect(
        ends.contains { seconds in
          let parts = calendar.dateComponents([.hour, .minute], from: event.start + seconds)
          let minute = (parts.hour ?? 0) * 60 + (parts.minute ?? 0)
          return minute >= 22 * 60 || minute < 150
        }, "\(event)")
    }
  }

  /// Checks that the database is whole, that a backup is, and that all evidence is as it was signed.
  private func expectGoodEnd(_ days: SimulatedStation) async throws {
    try await days.restart()
    let store = days.station.store
    #expect(store.opening.interruptedEvents.isEmpty)
    let copy = try TemporaryFolder()
    try store.backup(to: copy.appending("station.sqlite"))
    let other = try StationStore(reading: copy.url)
    let all = EventQuery(limit: 10_000)
    #expect(try other.events(all) == store.events(all))
    for event in try store.events(all) { #expect(try store.manifests(of: event.id).count == 1) }
    let key = try StationKey(folder: days.folder)
    let report = EvidenceVerifier(keys: [key.publicKey]).verify(days.folder)
    #expect(report.isGood, "\(report.lines.prefix(20).joined(separator: "\n"))")
  }
}
