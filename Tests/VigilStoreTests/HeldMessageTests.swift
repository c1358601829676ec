import Foundation
import GRDB
import Testing
import VigilStore

@Suite struct `Messages that are held back` {
  private let place: StoreFolder
  init() throws { place = try StoreFolder() }

  private func limited(_ count: Int, phases: Set<MessagePhase> = [.began, .ended]) -> [OutboxRoute] {
    [OutboxRoute(channel: "phone", phases: phases, healthDelay: 0, limit: .init(count: count, seconds: 3600))]
  }

  private func summary(_ messages: [OutboxMessage]) throws -> MessageSummary {
    guard messages.count == 1, case .summary(let summary) = messages[0].content else {
      throw StoreError(.missing, "no summary alone, but \(messages)")
    }
    return summary
  }

  /// Stores an alarm that begins now.
  @discardableResult private func alarm(
    _ store: StationStore, camera: String = "gate", severity: EventSeverity = .alarm
  ) throws -> StoredEvent {
    var event = StoredEvent.sample(camera: camera, severity: severity)
    event.start = place.clock.date
    try store.put(event)
    return event
  }

  @Test func `beyond a limit are counted and told as one when there is room, over restarts`() throws {
    var store = try place.open(routes: limited(2))
    for _ in 0..<2 { try alarm(store) }
    #expect(try delivered(by: store).count == 2)
    for second in 0..<14 {
      try alarm(store, camera: second < 10 ? "gate" : "yard")
      place.clock.advance(60)
      #expect(try delivered(by: store).isEmpty)
    }
    // Nothing of it is in memory.
    try store.close()
    store = try place.open(routes: limited(2))
    #expect(store.opening.interruptedEvents.count == 16)
    // The ends of the two that were told are no news.
    #expect(try delivered(by: store).map(\.phase) == [.ended, .ended])
    #expect(try store.outboxCount(of: "phone") == (0, 0))
    place.clock.date = SetClock.origin + 3599
    #expect(try delivered(by: store).isEmpty)
    place.clock.advance(1)
    let told = try delivered(by: store)
    let summary = try summary(told)
    #expect(summary.alarms == 14 && summary.reviews == 0 && summary.faults == 0 && summary.ongoing == 0)
    #expect(summary.start == SetClock.origin && summary.end == SetClock.origin + 13 * 60)
    #expect(summary.shares == [.init(camera: "gate", count: 10), .init(camera: "yard", count: 4)])
    #expect(summary.reasons == [.limit] && told[0].subject.hasPrefix("summary-"))
    // It is one of two in an hour: one more is told, and not another.
    try alarm(store)
    try alarm(store)
    #expect(try delivered(by: store).map(\.phase) == [.began])
    place.clock.advance(3600)
    #expect(try self.summary(delivered(by: store)).alarms == 1)
  }

  @Test func `make no message of what becomes of them, and those that were told do`() throws {
    let store = try place.open(routes: limited(1, phases: Set(MessagePhase.allCases)))
    var (told, held) = (try alarm(store), try alarm(store))
    #expect(try delivered(by: store).count == 1)
    for revision in 2...5 {
      (told.revision, held.revision) = (revision, revision)
      if revision == 5 { (told.state, held.state) = (.ended, .ended) }
      try store.put(held)
      #expect(try delivered(by: store).isEmpty)
      try store.put(told)
      let messages = try delivered(by: store)
      #expect(messages.map(\.revision) == [revision])
      #expect(messages.map(\.subject) == ["event-\(told.id.uuidString.lowercased())"])
    }
    place.clock.advance(3600)
    let summary = try summary(delivered(by: store))
    #expect(summary.alarms == 1 && summary.ongoing == 0)
    // Nor does what becomes of them after their summary.
    held.revision = 6
    try store.put(held)
    place.clock.advance(7200)
    #expect(try delivered(by: store).isEmpty)
  }

  @Test func `tell that they go on, and are news when they become alarms after their summary`() throws {
    let store = try place.open(routes: [
      OutboxRoute(
        channel: "phone", severities: [.alarm, .review], limit: .init(count: 1, seconds: 3600))
    ])
    try alarm(store)
    var (early, late) = (try alarm(store, severity: .review), try alarm(store, severity: .review))
    #expect(try delivered(by: store).count == 1)
    // Before its summary it is counted as what it is then.
    (early.revision, early.severity) = (2, .alarm)
    try store.put(early)
    place.clock.advance(3600)
    let summary = try summary(delivered(by: store))
    #expect(summary.alarms == 1 && summary.reviews == 1 && summary.ongoing == 2)
    (late.revision, late.severity) = (2, .alarm)
    place.clock.advance(3600)
    try store.put(late)
    let messages = try delivered(by: store)
    #expect(messages.map(\.phase) == [.began] && messages.map(\.content) == [.event(late)])
  }

  @Test func `are faults too, whose end makes no message then`() throws {
    let store = try place.open(routes: limited(1))
    func begin(_ camera: String?) throws -> Int64 {
      try store.begin(CameraNotice(camera: camera, kind: "lost", message: "lost", start: place.clock.date))
    }
    let (told, held) = (try begin("gate"), try begin(nil))
    #expect(try delivered(by: store).count == 1)
    try store.end(held, at: place.clock.date)
    #expect(try delivered(by: store).isEmpty)
    try store.end(told, at: place.clock.date)
    #expect(try delivered(by: store).map(\.phase) == [.ended])
    place.clock.advance(3600)
    let summary = try summary(delivered(by: store))
    #expect(summary.faults == 1 && summary.ongoing == 0 && summary.shares == [.init(camera: nil, count: 1)])
  }

  @Test func `are those that waited for a receiver which was away, and no attempt counts twice`() throws {
    let store = try place.open(routes: limited(3))
    for _ in 0..<10 { try alarm(store) }
    // One that nobody takes is handed out again and again.
    let first = try #require(try store.nextMessage(to: "phone"))
    for _ in 0..<5 { #expect(try store.nextMessage(to: "phone") == first) }
    try store.postpone(first, until: place.clock.date + 60)
    #expect(try delivered(by: store).count == 2)
    #expect(try store.outboxCount(of: "phone") == (1, 0))
    place.clock.advance(60)
    #expect(try delivered(by: store).map(\.subject) == [first.subject])
    place.clock.advance(3600)
    #expect(try summary(delivered(by: store)).alarms == 7)
  }

  @Test func `outside the hours of a channel are told as one when they begin, over restarts`() throws {
    // Every other hour from the origin on, in which the channel is told something.
    @Sendable func isOpen(_ date: Date) -> Bool {
      Int((date.timeIntervalSince(SetClock.origin) / 3600).rounded(.down)).isMultiple(of: 2)
    }
    let routes = [OutboxRoute(channel: "phone", healthDelay: 600, isOpen: { date, _ in isOpen(date) })]
    var store = try place.open(routes: routes)
    let told = try alarm(store)
    #expect(try delivered(by: store).map(\.subject) == ["event-\(told.id.uuidString.lowercased())"])
    place.clock.advance(3500)
    let open = try store.begin(
      CameraNotice(camera: "gate", kind: "dark", message: "dark", start: place.clock.date))
    let short = try store.begin(
      CameraNotice(camera: "gate", kind: "lost", message: "lost", start: place.clock.date))
    place.clock.advance(100)
    // What ends before its delay makes no message at all.
    try store.end(short, at: place.clock.date)
    for _ in 0..<5 {
      try alarm(store)
      place.clock.advance(600)
      #expect(try delivered(by: store).isEmpty)
    }
    // The end of what was told waits.
    var over = told
    (over.revision, over.state) = (2, .ended)
    try store.put(over)
    #expect(try delivered(by: store).isEmpty && store.outboxCount(of: "phone").waiting == 1)
    try store.close()
    store = try place.open(routes: routes)
    #expect(try delivered(by: store).isEmpty)
    place.clock.date = SetClock.origin + 7200
    let messages = try delivered(by: store)
    #expect(messages.count == 2 && messages.contains { $0.content == .event(over) })
    let summary = try summary(messages.filter { $0.subject.hasPrefix("summary-") })
    #expect(summary.alarms == 5 && summary.faults == 1 && summary.reasons == [.schedule])
    // All were closed by the restart.
    #expect(summary.ongoing == 0 && summary.start == SetClock.origin + 3500)
    #expect(try !store.end(open, at: place.clock.date))
    try alarm(store)
    #expect(try delivered(by: store).map(\.phase) == [.began])
  }

  @Test func `while a channel or everything is snoozed are told when that ends, by itself or by somebody`()
    throws
  {
    let routes = [OutboxRoute(channel: "phone"), OutboxRoute(channel: "other")]
    var store = try place.open(routes: routes)
    func snooze(_ channel: String?, for seconds: Double?) throws {
      try StationStore.set(
        RuntimeChange(
          camera: ChannelSnooze.owner, key: ChannelSnooze.key(of: channel),
          value: seconds == nil ? nil : "yes", by: "ada", at: place.clock.date,
          until: seconds.map { place.clock.date + $0 }), besideStationIn: place.url)
    }
    try snooze("phone", for: 3600)
    let found = try #require(ChannelSnooze.of("phone", in: try store.changes(at: place.clock.date)))
    #expect(found.by == "ada" && found.until == place.clock.date + 3600)
    try alarm(store)
    try alarm(store)
    #expect(try delivered(by: store).isEmpty && delivered(by: store, to: "other").count == 2)
    #expect(try store.counts(of: "phone") == ChannelCounts(waiting: 0, held: 2, lost: 0))
    try store.close()
    store = try place.open(routes: routes)
    place.clock.advance(3599)
    #expect(try delivered(by: store).isEmpty)
    place.clock.advance(1)
    let summary = try summary(delivered(by: store))
    #expect(summary.alarms == 2 && summary.reasons == [.snooze])
    // All at once, and woken by hand before the end.
    _ = try delivered(by: store, to: "other")
    try snooze(nil, for: 3600)
    try alarm(store)
    #expect(try delivered(by: store).isEmpty && delivered(by: store, to: "other").isEmpty)
    try snooze(nil, for: nil)
    for channel in ["phone", "other"] {
      #expect(try self.summary(delivered(by: store, to: channel)).alarms == 1)
    }
    // That of another channel, and one of a camera that is called like this one.
    try snooze("other", for: 3600)
    try store.set(
      RuntimeChange(
        camera: "phone", key: "notify.snoozed", value: "yes", by: "ada", at: place.clock.date,
        until: place.clock.date + 3600))
    try alarm(store)
    #expect(try delivered(by: store).count == 1)
  }

  @Test func `beyond a limit outside the hours are told when both allow it`() throws {
    let (limit, begin) = (OutboxRoute.Limit(count: 1, seconds: 3600), SetClock.origin + 60)
    let store = try place.open(routes: [
      OutboxRoute(channel: "phone", limit: limit, isOpen: { date, _ in date < begin || date >= begin + 600 })
    ])
    for _ in 0..<2 { try alarm(store) }
    #expect(try delivered(by: store).count == 1)
    place.clock.date = begin
    try alarm(store)
    #expect(try delivered(by: store).isEmpty)
    place.clock.date = begin + 600
    #expect(try delivered(by: store).isEmpty)
    place.clock.date = SetClock.origin + 3600
    let summary = try summary(delivered(by: store))
    #expect(summary.alarms == 2 && summary.reasons == [.limit, .schedule])
  }

  @Test func `of other channels are not touched, and those of channels that are no more are counted`() throws
  {
    let store = try place.open(routes: limited(1) + [OutboxRoute(channel: "other")])
    for _ in 0..<5 { try alarm(store) }
    #expect(try delivered(by: store).count == 1 && delivered(by: store, to: "other").count == 5)
    #expect(try store.giveUpMessages(toAllBut: ["other"]) == 4)
    place.clock.advance(3600)
    #expect(try delivered(by: store).isEmpty)
  }

  @Test func `wait a month at most, and are given up and counted beyond`() throws {
    let store = try place.open(routes: limited(1))
    for _ in 0..<3 { try alarm(store) }
    #expect(try delivered(by: store).count == 1)
    try place.other { try $0.execute(sql: "UPDATE heldMessage SET at = at - 2678500") }
    try alarm(store)
    #expect(try delivered(by: store).isEmpty)
    #expect(try store.outboxCount(of: "phone").lost == 2)
  }

  @Test func `are told although the clock was set back for ever`() throws {
    let store = try place.open(routes: limited(1))
    try alarm(store)
    try alarm(store)
    #expect(try delivered(by: store).count == 1)
    place.clock.advance(-86_400 * 300)
    #expect(try summary(delivered(by: store)).alarms == 1)
  }
}
