import Foundation
import GRDB
import Testing
import VigilStore

@Suite struct `A verdict of a program` {
  private let place: StoreFolder
  init() throws { place = try StoreFolder() }

  private func said(_ kind: EventVerdict.Kind = .falseAlarm) -> EventVerdict {
    EventVerdict(kind, confidence: 0.25, text: "a cat", by: "check", at: place.clock.date, seconds: 1.5)
  }

  @Test func `is with its event wherever that is read, over restarts, and goes with it`() throws {
    var store = try place.open()
    let (event, other) = (StoredEvent.sample(state: .ended), StoredEvent.sample(10, state: .ended))
    for event in [event, other] { try store.put(event) }
    let judged = try store.put(said(), on: event.id)
    #expect(judged.verdict == said() && judged.revision == event.revision + 1)
    #expect(judged.severity == event.severity && judged.isKept == event.isKept)
    try store.close()
    store = try place.open()
    #expect(try store.event(event.id) == judged && store.event(other.id) == other)
    #expect(try store.event(prefix: event.id.uuidString) == judged)
    #expect(try store.events() == [other, judged])
    // Nobody said so: it is no label, and nobody has seen the event.
    #expect(try store.labels() == [] && store.acknowledgement(of: event.id) == nil)
    try store.removeEvents([event.id])
    #expect(try place.other { try Int.fetchOne($0, sql: "SELECT count(*) FROM verdict") } == 0)
    #expect(throws: StoreError.self) { try store.put(said(), on: event.id) }
  }

  @Test func `is waited for over restarts, and each attempt is counted`() throws {
    var store = try place.open()
    let (first, second) = (StoredEvent.sample(state: .ended), StoredEvent.sample(10, state: .ended))
    for event in [second, first] {
      try store.put(event)
      try store.expectVerdict(on: event.id)
      try store.expectVerdict(on: event.id)
    }
    #expect(try store.eventsWithoutVerdict() == [first, second])
    #expect(try store.beginVerdict(on: first.id) == 1)
    try store.close()
    store = try place.open()
    #expect(try store.beginVerdict(on: first.id) == 2)
    try store.takeBackVerdict(on: first.id)
    #expect(try store.beginVerdict(on: first.id) == 2)
    try store.put(said(), on: first.id)
    // What is said is said.
    #expect(try store.beginVerdict(on: first.id) == nil)
    try store.expectVerdict(on: first.id)
    #expect(try store.eventsWithoutVerdict() == [second])
    try store.cancelVerdict(on: second.id)
    try store.cancelVerdict(on: first.id)
    #expect(try store.eventsWithoutVerdict() == [] && store.event(first.id)?.verdict == said())
    #expect(throws: StoreError.self) { try store.expectVerdict(on: UUID()) }
  }

  @Test func `is told to those who know of the event, once, and wakes nobody else`() throws {
    let judged: Set<MessagePhase> = [.began, .ended, .judged]
    let store = try place.open(routes: [
      OutboxRoute(channel: "phone", phases: judged), OutboxRoute(channel: "slack", phases: [.began]),
      OutboxRoute(channel: "later", phases: judged, escalation: 600),
      OutboxRoute(channel: "review", severities: [.review], phases: judged),
      OutboxRoute(channel: "few", phases: judged, limit: OutboxRoute.Limit(count: 1, seconds: 3600)),
    ])
    // The limit holds back what comes after this.
    try store.put(.sample(-10, state: .ended))
    #expect(try delivered(by: store, to: "few").map(\.phase) == [.ended])
    for channel in ["phone", "slack"] { _ = try delivered(by: store, to: channel) }
    var event = StoredEvent.sample()
    try store.put(event)
    (event.revision, event.state) = (2, .ended)
    #expect(try delivered(by: store, to: "phone").map(\.phase) == [.began])
    #expect(try delivered(by: store, to: "slack").map(\.phase) == [.began])
    try store.put(event)
    #expect(try delivered(by: store, to: "phone").map(\.phase) == [.ended])
    #expect(try delivered(by: store, to: "few").isEmpty)
    let stored = try store.put(said(), on: event.id)
    let told = try delivered(by: store, to: "phone")
    #expect(told.map(\.phase) == [.judged] && told.map(\.content) == [.event(stored)])
    #expect(told.first?.key == "event-\(event.id.uuidString.lowercased())-3")
    for channel in ["slack", "review", "few"] {
      #expect(try delivered(by: store, to: channel).isEmpty, "\(channel)")
    }
    // Who is told for the first time later hears all of it at once.
    place.clock.advance(601)
    let late = try delivered(by: store, to: "later").filter { $0.content == .event(stored) }
    #expect(late.map(\.phase) == [.ended])
    for channel in ["phone", "slack", "later", "review"] {
      #expect(try delivered(by: store, to: channel).isEmpty)
    }
  }

  @Test func `that comes while the end is on its way is told after it`() throws {
    let store = try place.open(routes: [
      OutboxRoute(channel: "phone", phases: [.began, .ended, .judged]),
      OutboxRoute(channel: "slack", phases: [.ended]),
    ])
    let event = StoredEvent.sample(state: .ended)
    try store.put(event)
    let (phone, slack) = (
      try #require(try store.nextMessage(to: "phone")), try #require(try store.nextMessage(to: "slack"))
    )
    let stored = try store.put(said(), on: event.id)
    // What was sent before the verdict is there has arrived.
    for message in [phone, slack] { try store.acknowledge(message) }
    let told = try delivered(by: store, to: "phone")
    #expect(told.map(\.phase) == [.judged] && told.map(\.content) == [.event(stored)])
    #expect(try delivered(by: store, to: "slack").isEmpty)
  }

  @Test
  func `that failed is no news, and one of a review that became an alarm is told to those who know of it`()
    throws
  {
    let store = try place.open(routes: [
      OutboxRoute(channel: "phone", severities: [.review], phases: [.began, .ended, .judged])
    ])
    var event = StoredEvent.sample(severity: .review)
    try store.put(event)
    #expect(try delivered(by: store, to: "phone").map(\.phase) == [.began])
    (event.revision, event.state, event.severity) = (2, .ended, .alarm)
    try store.put(event)
    _ = try delivered(by: store, to: "phone")
    try store.put(said(.failed), on: event.id)
    #expect(try delivered(by: store, to: "phone").isEmpty)
    try store.put(said(), on: event.id)
    #expect(try delivered(by: store, to: "phone").map(\.phase) == [.judged])
  }

  @Test func `with numbers that cannot be is refused`() throws {
    let store = try place.open()
    let event = StoredEvent.sample(state: .ended)
    try store.put(event)
    for (confidence, seconds, by) in [(1.5, 1.0, "x"), (.nan, 1, "x"), (0.5, .infinity, "x"), (0.5, 1, "")] {
      let verdict = EventVerdict(
        .real, confidence: confidence, by: by, at: place.clock.date, seconds: seconds)
      #expect(throws: StoreError.self) { try store.put(verdict, on: event.id) }
    }
    #expect(try store.event(event.id) == event)
  }
}
