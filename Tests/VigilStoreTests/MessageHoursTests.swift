import Foundation
import Testing
import VigilStore

/// A channel that is told of alarms always, and of reviews and faults by day: from an hour after the origin on.
@Suite struct `Hours of their own for reviews and faults` {
  private let place: StoreFolder
  private let store: StationStore
  private static let day = SetClock.origin + 3600

  init() throws {
    place = try StoreFolder()
    store = try place.open(routes: [
      OutboxRoute(
        channel: "phone", severities: [.alarm, .review], phases: Set(MessagePhase.allCases), healthDelay: 0,
        isOpen: { date, kind in kind == .alarm || date >= Self.day })
    ])
  }

  private func summary(_ messages: [OutboxMessage]) throws -> MessageSummary {
    guard messages.count == 1, case .summary(let summary) = messages[0].content else {
      throw StoreError(.missing, "no summary alone, but \(messages)")
    }
    return summary
  }

  @Test func `hold reviews and faults back by night, and alarms pass`() throws {
    let (alarm, review) = (StoredEvent.sample(), StoredEvent.sample(severity: .review))
    try store.put(alarm)
    try store.put(review)
    try store.begin(CameraNotice(camera: "gate", kind: "offline", message: "gone", start: place.clock.date))
    #expect(try delivered(by: store).map(\.content) == [.event(alarm)])
    #expect(try store.counts(of: "phone") == ChannelCounts(waiting: 0, held: 2, lost: 0))
    // What follows of the alarm passes too.
    var over = alarm
    (over.revision, over.state) = (2, .ended)
    try store.put(over)
    #expect(try delivered(by: store).map(\.phase) == [.ended])
    place.clock.date = Self.day
    let summary = try summary(delivered(by: store))
    #expect(summary.reviews == 1 && summary.faults == 1 && summary.alarms == 0)
    #expect(summary.reasons == [.schedule])
  }

  @Test func `tell by night of a review that becomes an alarm, as the alarm that it is`() throws {
    var event = StoredEvent.sample(severity: .review)
    try store.put(event)
    #expect(try delivered(by: store).isEmpty)
    (event.revision, event.severity) = (2, .alarm)
    try store.put(event)
    let messages = try delivered(by: store)
    #expect(messages.map(\.content) == [.event(event)] && messages.map(\.phase) == [.began])
    place.clock.date = Self.day
    #expect(try delivered(by: store).isEmpty)
  }

  @Test func `keep what follows of a told review until the hours begin`() throws {
    place.clock.date = Self.day
    var event = StoredEvent.sample(severity: .review)
    try store.put(event)
    #expect(try delivered(by: store).count == 1)
    place.clock.date = SetClock.origin
    (event.revision, event.state) = (2, .ended)
    try store.put(event)
    #expect(try delivered(by: store).isEmpty)
    #expect(try store.counts(of: "phone").waiting == 1)
    place.clock.date = Self.day
    #expect(try delivered(by: store).map(\.content) == [.event(event)])
  }

  @Test func `tell of alarms beyond a limit as one, and leave reviews to their hours`() throws {
    try store.close()
    let store = try place.open(routes: [
      OutboxRoute(
        channel: "phone", severities: [.alarm, .review], phases: [.began],
        limit: .init(count: 1, seconds: 600),
        isOpen: { date, kind in kind == .alarm || date >= Self.day })
    ])
    for severity in [EventSeverity.alarm, .alarm, .review] { try store.put(.sample(severity: severity)) }
    #expect(try delivered(by: store).count == 1)
    place.clock.advance(600)
    let alarms = try summary(delivered(by: store))
    #expect(alarms.alarms == 1 && alarms.reviews == 0 && alarms.reasons == [.limit])
    place.clock.date = Self.day
    let reviews = try summary(delivered(by: store))
    #expect(reviews.alarms == 0 && reviews.reviews == 1 && reviews.reasons == [.schedule])
  }
}
