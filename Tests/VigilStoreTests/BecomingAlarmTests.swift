import Foundation
import Testing
import VigilStore

/// For channels that hear of both: what begins at the threshold of reviews becomes an alarm only then.
@Suite struct `A review that becomes an alarm` {
  private let place: StoreFolder
  init() throws { place = try StoreFolder() }

  private func open(
    _ phases: Set<MessagePhase> = [.began], limit: OutboxRoute.Limit? = nil, escalation: Double? = nil,
    isOpen: @escaping @Sendable (Date, MessageKind) -> Bool = { _, _ in true }
  ) throws -> StationStore {
    try place.open(routes: [
      OutboxRoute(
        channel: "phone", severities: [.alarm, .review], phases: phases, limit: limit, escalation: escalation,
        isOpen: isOpen)
    ])
  }

  /// Stores what becomes of an event.
  private func put(
    _ event: inout StoredEvent, _ severity: EventSeverity, _ state: EventState = .open, in store: StationStore
  ) throws {
    event.revision += 1
    (event.severity, event.state) = (severity, state)
    try store.put(event)
  }

  @Test(arguments: [[MessagePhase.began], [.began, .ended], [.began, .updated, .ended]])
  func `is news`(phases: [MessagePhase]) throws {
    let store = try open(Set(phases))
    var event = StoredEvent.sample(severity: .review)
    try store.put(event)
    let review = try delivered(by: store)
    #expect(review.map(\.phase) == [.began])
    try put(&event, .alarm, in: store)
    let alarm = try delivered(by: store)
    #expect(alarm.map(\.phase) == [.began] && alarm.map(\.content) == [.event(event)])
    #expect(Set((review + alarm).map(\.key)).count == 2 && Set((review + alarm).map(\.subject)).count == 1)
    // Once: what goes on and ends is no more than that.
    try put(&event, .alarm, in: store)
    #expect(try delivered(by: store).map(\.phase) == (phases.contains(.updated) ? [.updated] : []))
    try put(&event, .alarm, .ended, in: store)
    #expect(try delivered(by: store).map(\.phase) == (phases.contains(.ended) ? [.ended] : []))
  }

  @Test func `is no more than an update where only reviews are told`() throws {
    let store = try place.open(routes: [
      OutboxRoute(channel: "phone", severities: [.review], phases: [.began, .updated])
    ])
    var event = StoredEvent.sample(severity: .review)
    try store.put(event)
    let first = try #require(try store.nextMessage(to: "phone"))
    try put(&event, .alarm, in: store)
    try store.acknowledge(first)
    #expect(try delivered(by: store).map(\.phase) == [.updated])
    event = .sample(severity: .review)
    try store.put(event)
    #expect(try delivered(by: store).count == 1)
    try put(&event, .alarm, in: store)
    #expect(try delivered(by: store).map(\.phase) == [.updated])
  }

  @Test func `takes the place of the review that waits, at once, also where that was put off`() throws {
    let store = try open()
    var event = StoredEvent.sample(severity: .review)
    try store.put(event)
    try store.postpone(try #require(try store.nextMessage(to: "phone")), until: place.clock.date + 7200)
    try put(&event, .review, in: store)
    #expect(try store.nextMessage(to: "phone") == nil)
    try put(&event, .alarm, in: store)
    let messages = try delivered(by: store)
    #expect(messages.map(\.phase) == [.began] && messages.map(\.content) == [.event(event)])
    #expect(messages.map(\.attempts) == [0])
  }

  @Test func `begins as an alarm, although the review was on its way or an update of it waits`() throws {
    let store = try open([.began, .updated])
    var event = StoredEvent.sample(severity: .review)
    try store.put(event)
    let first = try #require(try store.nextMessage(to: "phone"))
    try put(&event, .alarm, in: store)
    try store.acknowledge(first)
    #expect(try delivered(by: store).map(\.phase) == [.began])
    event = .sample(severity: .review)
    try store.put(event)
    #expect(try delivered(by: store).count == 1)
    try put(&event, .review, in: store)
    #expect(try store.nextMessage(to: "phone")?.phase == .updated)
    try put(&event, .alarm, in: store)
    let messages = try delivered(by: store)
    #expect(messages.map(\.phase) == [.began] && messages.map(\.content) == [.event(event)])
    // What changes while an alarm is on its way goes on.
    event = .sample()
    try store.put(event)
    let alarm = try #require(try store.nextMessage(to: "phone"))
    try put(&event, .alarm, in: store)
    try store.acknowledge(alarm)
    #expect(try delivered(by: store).map(\.phase) == [.updated])
  }

  @Test func `is told as one that is over, where it is when it is stored, also where ends are not told`()
    throws
  {
    let store = try open()
    var event = StoredEvent.sample(severity: .review)
    try store.put(event)
    #expect(try delivered(by: store).count == 1)
    try put(&event, .alarm, .ended, in: store)
    #expect(try delivered(by: store).map(\.phase) == [.ended])
    // So is an alarm of which nothing could be stored before its end.
    try store.put(.sample(state: .ended))
    #expect(try delivered(by: store).map(\.phase) == [.ended])
  }

  @Test func `passes the limit, since the event was counted`() throws {
    let store = try open(limit: .init(count: 1, seconds: 3600))
    var event = StoredEvent.sample(severity: .review)
    try store.put(event)
    try store.put(.sample(severity: .review))
    #expect(try delivered(by: store).count == 1)
    try put(&event, .alarm, in: store)
    #expect(try delivered(by: store).map(\.content) == [.event(event)])
    #expect(try store.counts(of: "phone") == ChannelCounts(waiting: 0, held: 1, lost: 0))
  }

  @Test func `waits for the hours of alarms, and is told by itself then`() throws {
    let day = SetClock.origin + 3600
    let store = try open(isOpen: { date, kind in kind == .review || date >= day })
    var event = StoredEvent.sample(severity: .review)
    try store.put(event)
    #expect(try delivered(by: store).count == 1)
    try put(&event, .alarm, in: store)
    try put(&event, .alarm, .ended, in: store)
    #expect(try delivered(by: store).isEmpty)
    place.clock.date = day
    #expect(try delivered(by: store).map(\.content) == [.event(event)])
  }

  @Test func `goes to the next channel if nobody acknowledges the alarm in time`() throws {
    let store = try open([.began, .ended], escalation: 600)
    var (seen, unseen) = (StoredEvent.sample(severity: .review), StoredEvent.sample(severity: .review))
    for event in [seen, unseen] { try store.put(event) }
    place.clock.advance(600)
    #expect(try delivered(by: store).count == 2)
    try put(&seen, .alarm, in: store)
    try put(&unseen, .alarm, in: store)
    place.clock.advance(599)
    #expect(try delivered(by: store).isEmpty)
    try store.acknowledge(seen.id, by: "ada")
    place.clock.advance(1)
    let messages = try delivered(by: store)
    #expect(messages.map(\.phase) == [.began] && messages.map(\.content) == [.event(unseen)])
    // Both were told of before, and are followed to their end.
    try put(&seen, .alarm, .ended, in: store)
    try put(&unseen, .alarm, .ended, in: store)
    #expect(try delivered(by: store).map(\.phase) == [.ended, .ended])
  }
}
