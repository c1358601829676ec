import Foundation
import Testing
import VigilStore

@Suite struct `What happened in a time` {
  private let place: StoreFolder
  init() throws { place = try StoreFolder() }

  private static let week = 604_800.0
  private let origin = SetClock.origin

  private func query(
    known: [String] = [], cameras: Set<String>? = nil, from: Double = 0, to: Double = week
  ) -> PeriodQuery {
    PeriodQuery(
      from: origin + from, to: origin + to, known: known, cameras: cameras,
      blindKinds: ["offline", "covered"])
  }

  private func hour(_ number: Int, _ counts: WatchCounts, camera: String = "gate") -> CameraHour {
    CameraHour(camera: camera, hour: CameraHour.hour(of: origin) + number, counts: counts)
  }

  private func notice(
    _ store: StationStore, _ kind: String, _ start: Double, _ end: Double?, camera: String? = "gate"
  ) throws {
    try store.begin(
      CameraNotice(
        camera: camera, kind: kind, message: "it is \(kind)", start: origin + start,
        end: end.map { origin + $0 }))
  }

  @Test func `adds up what was done with pictures, hour by hour, until it is removed`() throws {
    var store = try place.open()
    #expect(try store.countedSince == nil)
    let counts = WatchCounts(
      seconds: 60.5, scored: 100, still: 70, reduced: 5, dropped: 3, skipped: 2, lateFrames: 1)
    try store.add([hour(0, counts), hour(1, counts), hour(0, counts, camera: "yard")])
    try store.add([hour(1, counts)])
    try store.add([])
    try store.close()
    store = try place.open()
    var twice = counts
    twice += counts
    #expect(
      try store.hours(from: origin, to: origin + 7200) == [
        hour(0, counts), hour(1, twice), hour(0, counts, camera: "yard"),
      ])
    #expect(try store.countedSince == Date(timeIntervalSince1970: Double(hour(0, counts).hour) * 3600))
    let watch = try store.summary(query()).total.watch
    #expect(watch.seconds == 4 * 60.5 && watch.scored == 400 && watch.still == 280 && watch.reduced == 20)
    #expect(watch.dropped == 12 && watch.skipped == 8 && watch.lateFrames == 4)
    try store.removeHours(before: origin + 3600)
    #expect(try store.hours(from: origin, to: origin + 7200) == [hour(1, twice)])
    #expect(code { try store.add([hour(0, counts, camera: "")]) } == .invalid)
  }

  @Test func `counts events by what was said of them, each once`() throws {
    let store = try place.open()
    let events = (0..<5).map { StoredEvent.sample(Double($0) * 100, state: .ended) }
    for event in events { try store.put(event) }
    var highest = StoredEvent.sample(600, severity: .review, state: .ended)
    highest.peakScore = 0.97
    try store.put(highest)
    try store.put(.sample(-1, state: .ended))
    try store.put(.sample(Self.week, state: .ended))
    // Two say different things of one event; of another somebody takes it back.
    try store.label(events[0].id, as: .falseAlarm, by: "bob")
    try store.label(events[0].id, as: .real, by: "ada")
    try store.label(events[1].id, as: .falseAlarm, by: "ada")
    try store.label(events[2].id, as: .unsure, by: "ada")
    try store.label(events[3].id, as: .real, by: "ada")
    try store.undoLabel(of: events[3].id, by: "ada")
    place.clock.advance(100)
    try store.miss(camera: "gate", from: origin + 50, to: origin + 60, by: "ada")
    try store.miss(camera: "gate", from: origin - 50, to: origin - 40, by: "ada")
    let summary = try store.summary(query())
    let camera = try #require(summary.cameras.first)
    #expect(summary.cameras.count == 1 && camera.figures == summary.total)
    let figures = camera.figures
    #expect(figures.alarms == 5 && figures.reviews == 1 && figures.missed == 1)
    #expect(figures.real == 1 && figures.falseAlarms == 1 && figures.unsure == 1 && figures.unlabelled == 3)
    // Whoever says what an event was has seen it, also where that is taken back.
    #expect(figures.unacknowledged == 1)
    #expect(
      camera.peak
        == .init(event: highest.id, start: highest.start, score: highest.peakScore, severity: .review))
  }

  @Test func `counts blind time once where kinds overlap, and only within the time`() throws {
    let store = try place.open()
    try notice(store, "offline", -100, 100)
    try notice(store, "covered", 50, 200)
    try notice(store, "covered", 1000, 1010)
    try notice(store, "recording", 0, 5000)
    try notice(store, "offline", Self.week - 60, nil)
    try notice(store, "offline", Self.week + 10, Self.week + 20)
    try notice(store, "moved", 20, nil, camera: "yard")
    try notice(store, "notify", 10, 40, camera: nil)
    try notice(store, "notify", 30, 50, camera: nil)
    try notice(store, "heartbeat", 30, nil, camera: nil)
    let summary = try store.summary(query(known: ["door", "gate"]))
    #expect(summary.cameras.map(\.name) == ["door", "gate", "yard"])
    let gate = summary.cameras[1]
    #expect(gate.figures.blindSeconds == 200 + 10 + 60)
    #expect(
      gate.figures.blindness == [.init(kind: "covered", seconds: 160), .init(kind: "offline", seconds: 160)])
    #expect(gate.faults == ["offline"] && summary.cameras[2].faults == ["moved"])
    #expect(summary.faults == ["heartbeat"] && summary.messages?.delayedSeconds == 40)
    #expect(summary.cameras[0].figures == .init() && summary.cameras[0].peak == nil)
    #expect(try store.summary(query(known: ["door"], cameras: ["yard"])).cameras.map(\.name) == ["yard"])
  }

  @Test func `says what is on the disk, and since when it is counted`() throws {
    let store = try place.open()
    let kept = StoredEvent.sample(0, state: .ended)
    try store.put(kept)
    _ = try store.setKept(kept.id, true, by: "ada")
    _ = try store.add(.sample(0, kind: .clip, event: kept.id))
    _ = try store.add(.sample(100, kind: .picture))
    _ = try store.add(.sample(200, kind: .segment))
    try store.add([hour(5, WatchCounts(seconds: 1))])
    let summary = try store.summary(query())
    #expect(summary.disk?.files == 3000 && summary.disk?.oldest == origin + 200)
    #expect(summary.countedSince == Date(timeIntervalSince1970: Double(hour(5, .init()).hour) * 3600))
    #expect(try store.summary(query(from: 6 * 3600)).countedSince == nil)
  }

  @Test func `is cut to the cameras with most events, and all are counted`() throws {
    var summary = PeriodSummary(start: origin, end: origin + Self.week)
    for number in 0..<30 {
      var camera = PeriodSummary.Camera(name: "c\(number)")
      camera.figures.alarms = number == 7 || number == 29 ? 2 : 0
      camera.figures.reviews = number == 12 ? 5 : 0
      summary.cameras.append(camera)
    }
    let limited = summary.limited(to: 4)
    #expect(limited.cameras.map(\.name) == ["c0", "c7", "c12", "c29"] && limited.others == 26)
    #expect(summary.limited(to: 30) == summary)
  }
}

@Suite struct `The summary of a channel` {
  private let place: StoreFolder
  init() throws { place = try StoreFolder() }

  private let summary = PeriodSummary(start: SetClock.origin - 604_800, end: SetClock.origin)

  private func state(_ told: Int = 1, due: Double = 0) -> PeriodState {
    PeriodState(rule: "monday 08:00", due: SetClock.origin + due, told: told)
  }

  @Test func `is a message known by when it was due, over restarts`() throws {
    var store = try place.open(routes: [OutboxRoute(channel: "phone")])
    #expect(try store.periodState(of: "phone") == nil)
    try store.tell(summary, to: "phone", then: state())
    // The same again, as if the clock had been set back.
    try store.tell(summary, to: "phone", then: state())
    try store.close()
    store = try place.open(routes: [OutboxRoute(channel: "phone")])
    #expect(try store.periodState(of: "phone") == state())
    let messages = try delivered(by: store)
    #expect(messages.map(\.subject) == ["period-1790000400"] && messages.map(\.phase) == [.ended])
    guard case .period(let told) = try #require(messages.first).content else {
      Issue.record("\(messages)")
      return
    }
    #expect(told.start == summary.start && told.end == summary.end)
    try store.removePeriodStates(allBut: ["phone"])
    #expect(try store.periodState(of: "phone") != nil)
    try store.removePeriodStates(allBut: [])
    #expect(try store.periodState(of: "phone") == nil)
  }

  @Test func `says how many messages were given up since the one before`() throws {
    let store = try place.open(routes: [OutboxRoute(channel: "phone")])
    func given() throws -> PeriodSummary.Messages? {
      guard case .period(let told) = try #require(delivered(by: store).last).content else { return nil }
      return told.messages
    }
    func loseOne() throws {
      try store.put(.sample())
      try store.giveUp(#require(try store.nextMessage(to: "phone")))
    }
    try loseOne()
    let first = try store.summary(
      PeriodQuery(from: summary.start, to: summary.end, blindKinds: []))
    #expect(first.messages?.givenUp == 1)
    try store.tell(first, to: "phone", then: state())
    #expect(try given().map { ($0.givenUp, $0.isSinceBefore) } ?? (0, true) == (1, false))
    try loseOne()
    try loseOne()
    var next = try #require(try store.periodState(of: "phone"))
    (next.told, next.due) = (2, next.due + 604_800)
    try store.tell(first, to: "phone", then: next)
    #expect(try given().map { ($0.givenUp, $0.isSinceBefore) } ?? (0, false) == (2, true))
  }

  @Test func `waits while the channel is snoozed or closed, and takes no place of a limit`() throws {
    let begin = SetClock.origin + 7200
    let route = OutboxRoute(
      channel: "phone", limit: .init(count: 1, seconds: 86_400), isOpen: { date, _ in date >= begin })
    let store = try place.open(routes: [route])
    try store.tell(summary, to: "phone", then: state())
    #expect(try delivered(by: store).isEmpty)
    place.clock.date = begin
    try store.set(
      RuntimeChange(
        camera: ChannelSnooze.owner, key: ChannelSnooze.key(of: nil), value: "yes", by: "ada",
        at: begin, until: begin + 3600))
    #expect(try delivered(by: store).isEmpty)
    place.clock.advance(3600)
    try store.put(.sample())
    #expect(try delivered(by: store).map { $0.subject.prefix(6) } == ["period", "event-"])
  }

  @Test func `waits through a snooze that is longer than what was told is known`() throws {
    let store = try place.open(routes: [OutboxRoute(channel: "phone")])
    let until = place.clock.date + 30 * 86_400
    try store.set(
      RuntimeChange(
        camera: ChannelSnooze.owner, key: ChannelSnooze.key(of: nil), value: "yes", by: "ada",
        at: place.clock.date, until: until))
    var state = self.state()
    for day in 1...20 {
      state.due += 86_400
      try store.tell(summary, to: "phone", then: state)
      #expect(try delivered(by: store).isEmpty, "day \(day)")
      place.clock.advance(86_400)
    }
    place.clock.date = until
    #expect(try delivered(by: store).count == 20)
  }
}
