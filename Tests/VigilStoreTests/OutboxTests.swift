import Foundation
import GRDB
import Testing
import VigilStore

@Suite struct `The outbox` {
  private let place: StoreFolder
  init() throws { place = try StoreFolder() }

  private func messages(_ store: StationStore, _ channel: String = "phone") throws -> [OutboxMessage] {
    var found: [OutboxMessage] = []
    while let message = try store.nextMessage(to: channel) {
      found.append(message)
      try store.acknowledge(message)
    }
    return found
  }

  @Test func `has one message an event, which a newer state replaces while it waits`() throws {
    let store = try place.open(routes: [OutboxRoute(channel: "phone")])
    var event = StoredEvent.sample()
    for revision in 1...5 {
      (event.revision, event.peakScore) = (revision, Float(revision) / 10)
      try store.put(event)
      let message = try #require(try store.nextMessage(to: "phone"))
      #expect(message.phase == .began && message.content == .event(event))
      // The same message, whatever it says by now.
      #expect(message.key == "event-\(event.id.uuidString.lowercased())-1")
      #expect(message.revision == revision)
    }
    // One that comes late changes nothing.
    event.revision = 2
    #expect(try !store.put(event))
    #expect(try store.outboxCount(of: "phone") == (1, 0))
    #expect(try messages(store).map(\.revision) == [5])
    #expect(try store.nextMessage(to: "phone") == nil)
    // What goes on is not asked for; the end is.
    (event.revision, event.state) = (6, .open)
    try store.put(event)
    #expect(try store.nextMessage(to: "phone") == nil)
    (event.revision, event.state) = (7, .ended)
    try store.put(event)
    #expect(try messages(store).map(\.phase) == [.ended])
  }

  @Test func `goes by camera, severity and phase`() throws {
    let store = try place.open(routes: [
      OutboxRoute(channel: "gate", cameras: ["gate"]), OutboxRoute(channel: "review", severities: [.review]),
      OutboxRoute(channel: "all", severities: [.alarm, .review], phases: Set(MessagePhase.allCases)),
    ])
    var (gate, yard) = (StoredEvent.sample(severity: .review), StoredEvent.sample(camera: "yard"))
    try store.put(gate)
    try store.put(yard)
    func keys(_ channel: String) throws -> [String] {
      try messages(store, channel).map {
        "\($0.phase) \($0.subject == "event-\(gate.id.uuidString.lowercased())")"
      }
    }
    #expect(try keys("gate") == [] && keys("review") == ["began true"])
    #expect(try keys("all") == ["began true", "began false"])
    // What was only to be looked at becomes an alarm: that is news wherever alarms are told.
    (gate.revision, gate.severity) = (2, .alarm)
    yard.revision = 2
    try store.put(gate)
    try store.put(yard)
    #expect(try keys("gate") == ["began true"] && keys("review") == [])
    #expect(try keys("all") == ["began true", "updated false"])
    (gate.revision, gate.state) = (3, .ended)
    try store.put(gate)
    #expect(try keys("gate") == ["ended true"] && keys("review") == [] && keys("all") == ["ended true"])
  }

  @Test func `sends what changed while it was on its way`() throws {
    let store = try place.open(routes: [OutboxRoute(channel: "phone")])
    var event = StoredEvent.sample()
    try store.put(event)
    let first = try #require(try store.nextMessage(to: "phone"))
    (event.revision, event.state) = (2, .ended)
    try store.put(event)
    try store.acknowledge(first)
    let second = try #require(try store.nextMessage(to: "phone"))
    #expect(second.phase == .ended && second.revision == 2 && second.key != first.key)
    try store.acknowledge(second)
    // Acknowledged twice, as after a crash.
    try store.acknowledge(second)
    #expect(try store.outboxCount(of: "phone") == (0, 0))
  }

  @Test func `tries again when it is due, also after the clock was set back`() throws {
    let store = try place.open(routes: [OutboxRoute(channel: "phone")])
    try store.put(.sample())
    let message = try #require(try store.nextMessage(to: "phone"))
    try store.postpone(message, until: place.clock.date + 60)
    place.clock.advance(59)
    #expect(try store.nextMessage(to: "phone") == nil)
    place.clock.advance(1)
    #expect(try store.nextMessage(to: "phone")?.attempts == 1)
    place.clock.advance(-86_400 * 300)
    #expect(try store.nextMessage(to: "phone")?.attempts == 1)
  }

  @Test func `knows who has a message, over restarts, until it is another one`() throws {
    let routes = [OutboxRoute(channel: "phone")]
    var store = try place.open(routes: routes)
    var event = StoredEvent.sample()
    try store.put(event)
    let first = try #require(try store.nextMessage(to: "phone"))
    #expect(first.reached.isEmpty)
    try store.postpone(first, until: place.clock.date, reached: ["bob", "eve"])
    event.revision = 2
    try store.put(event)
    let again = try #require(try store.nextMessage(to: "phone"))
    #expect(again.reached == ["bob", "eve"] && again.key == first.key && again.revision == 2)
    try store.close()
    // The end, which the restart makes, is another message.
    try place.other { try $0.execute(sql: "UPDATE event SET state = 'ended'") }
    store = try place.open(routes: routes)
    #expect(try store.nextMessage(to: "phone")?.reached == ["bob", "eve"])
    (event.revision, event.state) = (3, .ended)
    try store.put(event)
    // What became of an attempt for the one before is of no matter to it.
    try store.postpone(again, until: place.clock.date + 3600, reached: ["bob", "eve"])
    try store.giveUp(again)
    let end = try #require(try store.nextMessage(to: "phone"))
    #expect(end.phase == .ended && end.key != first.key && end.reached.isEmpty)
    #expect(try store.outboxCount(of: "phone") == (1, 0))
  }

  @Test func `keeps what waits in a database that did not know who has it`() throws {
    let routes = [OutboxRoute(channel: "phone")]
    var store = try place.open(routes: routes)
    let event = StoredEvent.sample(state: .ended)
    try store.put(event)
    try store.close()
    try place.other {
      // As it was before.
      try $0.execute(
        sql: """
          DROP TRIGGER outbox_owed; ALTER TABLE outbox DROP COLUMN reached; DROP TABLE removal;
          DELETE FROM grdb_migrations WHERE identifier IN ('11', '12');
          """)
    }
    store = try place.open(routes: routes)
    #expect(store.opening.formerSchema == 10)
    let message = try #require(try store.nextMessage(to: "phone"))
    #expect(message.content == .event(event) && message.reached.isEmpty)
    try store.postpone(message, until: place.clock.date, reached: ["bob"])
    #expect(try store.nextMessage(to: "phone")?.reached == ["bob"])
  }

  @Test func `is bounded for each channel, and counts what it gives up, the oldest first`() throws {
    let store = try place.open(
      StoreOptions(outboxCount: 10), routes: [OutboxRoute(channel: "phone"), OutboxRoute(channel: "other")])
    for second in 0..<25 {
      try store.put(.sample(Double(second)))
      if let message = try store.nextMessage(to: "other") { try store.acknowledge(message) }
    }
    #expect(try store.outboxCount(of: "phone") == (10, 15) && store.outboxCount(of: "other") == (0, 0))
    let left = try messages(store)
    guard case .event(let oldest) = left.first?.content else { throw StoreError(.missing, "no event") }
    #expect(left.count == 10 && oldest.start == SetClock.origin + 15)
    try store.put(.sample())
    try store.giveUp(try #require(try store.nextMessage(to: "phone")))
    try store.put(.sample(1))
    #expect(try store.giveUpMessages(toAllBut: ["phone"]) == 2)
    try store.close()
    // The counts are of all time.
    #expect(try StationStore(reading: place.url).outboxCount(of: "phone") == (1, 16))
  }

  @Test func `tells what is wrong after a while, if it still is, and then that it is over`() throws {
    let store = try place.open(routes: [
      OutboxRoute(channel: "phone", healthDelay: 600), OutboxRoute(channel: "deaf"),
      OutboxRoute(channel: "yard", cameras: ["yard"], healthDelay: 0),
    ])
    func begin(_ camera: String?) throws -> Int64 {
      try store.begin(
        CameraNotice(camera: camera, kind: "offline", message: "no answer", start: place.clock.date))
    }
    let short = try begin("gate")
    place.clock.advance(599)
    #expect(try store.nextMessage(to: "phone") == nil)
    try store.end(short, at: place.clock.date)
    let long = try begin("gate")
    place.clock.advance(600)
    #expect(try messages(store).map(\.phase) == [.began])
    try store.end(long, at: place.clock.date)
    let over = try messages(store)
    guard case .notice(let notice) = over.first?.content else { throw StoreError(.missing, "no notice") }
    #expect(over.map(\.phase) == [.ended] && notice.id == long && notice.end == place.clock.date)
    #expect(try store.nextMessage(to: "deaf") == nil && store.nextMessage(to: "yard") == nil)
    // What is wrong with the station matters to all.
    _ = try begin(nil)
    #expect(try messages(store, "yard").map(\.phase) == [.began])
    // A step of the clock is over when it is told.
    try store.begin(
      CameraNotice(kind: "clock", message: "set", start: place.clock.date, end: place.clock.date))
    #expect(try messages(store).map(\.phase) == [.ended])
  }

  @Test func `tells at the next start of what the station before left open`() throws {
    let routes = [OutboxRoute(channel: "phone", healthDelay: 60)]
    var store = try place.open(routes: routes)
    let (told, waiting) = (StoredEvent.sample(), StoredEvent.sample(1))
    try store.put(told)
    #expect(try messages(store).count == 1)
    try store.put(waiting)
    try store.begin(CameraNotice(camera: "gate", kind: "dark", message: "dark", start: place.clock.date))
    // As a kill does: what is open stays open in the file.
    try store.close()
    store = try place.open(routes: routes)
    #expect(store.opening.interruptedEvents.count == 2)
    place.clock.advance(3600)
    let found = try messages(store)
    #expect(found.map(\.phase) == [.ended, .ended] && found.map(\.revision) == [2, 2])
    for message in found {
      guard case .event(let event) = message.content else { throw StoreError(.missing, "no event") }
      #expect(event.state == .interrupted && [told.id, waiting.id].contains(event.id))
    }
  }

  @Test func `stores events whose numbers JSON does not have, and survives rows that are damaged`() throws {
    let store = try place.open(routes: [OutboxRoute(channel: "phone")])
    var event = StoredEvent.sample()
    (event.threshold, event.peakScore) = (.infinity, -.infinity)
    try store.put(event)
    #expect(try store.nextMessage(to: "phone")?.content == .event(event))
    for (number, content) in ["{}", "no JSON", ""].enumerated() {
      try place.other { try $0.execute(sql: "UPDATE outbox SET content = ?", arguments: [content]) }
      // One that is to come after it.
      event = .sample(Double(number))
      try store.put(event)
      #expect(code { _ = try store.nextMessage(to: "phone") } == .unreadable)
      #expect(try store.nextMessage(to: "phone")?.content == .event(event))
      #expect(try store.outboxCount(of: "phone") == (1, number + 1))
    }
  }

  @Test func `does not keep a channel waiting for a row that is damaged, where some may be told only`() throws
  {
    let store = try place.open(routes: [
      OutboxRoute(channel: "phone", severities: [.alarm, .review], isOpen: { _, kind in kind == .alarm })
    ])
    for content in ["{}", "no JSON"] {
      try store.put(.sample())
      // Told before, so that it is not held back as news would be.
      _ = try store.nextMessage(to: "phone")
      try place.other { try $0.execute(sql: "UPDATE outbox SET content = ?", arguments: [content]) }
      #expect(code { _ = try store.nextMessage(to: "phone") } == .unreadable)
      #expect(try store.nextMessage(to: "phone") == nil)
    }
    #expect(try store.outboxCount(of: "phone") == (0, 2))
  }
}
