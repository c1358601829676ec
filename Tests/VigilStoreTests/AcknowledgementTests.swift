import Foundation
import Testing
import VigilStore

@Suite struct `Acknowledged events` {
  private let place: StoreFolder
  init() throws { place = try StoreFolder() }

  private let routes = [
    OutboxRoute(channel: "first", phases: Set(MessagePhase.allCases)),
    OutboxRoute(channel: "next", phases: Set(MessagePhase.allCases), escalation: 600),
  ]

  @Test func `go to the next channel if nobody was there in time, over restarts, and only once`() throws {
    var store = try place.open(routes: routes)
    var (seen, unseen) = (StoredEvent.sample(), StoredEvent.sample())
    for event in [seen, unseen] { try store.put(event) }
    #expect(try delivered(by: store, to: "first").count == 2)
    place.clock.advance(300)
    for revision in 2...3 {
      (seen.revision, unseen.revision) = (revision, revision)
      for event in [seen, unseen] { try store.put(event) }
    }
    try store.acknowledge(seen.id, by: "ada")
    #expect(try delivered(by: store, to: "next").isEmpty)
    try store.close()
    store = try place.open(routes: routes)
    place.clock.advance(299)
    #expect(try delivered(by: store, to: "next").isEmpty)
    place.clock.advance(1)
    // As it is by then: closed by the restart.
    let messages = try delivered(by: store, to: "next")
    #expect(messages.map(\.subject) == ["event-\(unseen.id.uuidString.lowercased())"])
    #expect(messages.map(\.revision) == [4])
    // What becomes of the one that was seen is no news there, and of the other it is, also once it was seen.
    try store.acknowledge(unseen.id, by: "bob")
    (seen.revision, unseen.revision) = (5, 5)
    (seen.state, unseen.state) = (.ended, .ended)
    for event in [seen, unseen] { try store.put(event) }
    #expect(try delivered(by: store, to: "next").map(\.revision) == [5])
    place.clock.advance(3600)
    #expect(try delivered(by: store, to: "next").isEmpty && store.outboxCount(of: "next") == (0, 0))
    #expect(try delivered(by: store, to: "first").count == 2)
  }

  @Test func `are told although they are over and short, if nobody was there`() throws {
    let store = try place.open(routes: routes)
    var event = StoredEvent.sample()
    try store.put(event)
    (event.revision, event.state) = (2, .ended)
    try store.put(event)
    #expect(try delivered(by: store, to: "next").isEmpty)
    place.clock.advance(600)
    #expect(try delivered(by: store, to: "next").map(\.phase) == [.ended])
  }

  @Test func `are those that somebody said something of or keeps, and the first one stays`() throws {
    let store = try place.open(routes: routes)
    let events = (0..<4).map { _ in StoredEvent.sample() }
    for event in events { try store.put(event) }
    try store.label(events[0].id, as: .unsure, by: "ada")
    try store.setKept(events[1].id, true, by: "bob")
    try StationStore.acknowledge(events[2].id, by: "eve", besideStationIn: place.url)
    func seen(_ index: Int) throws -> Acknowledgement? { try store.acknowledgement(of: events[index].id) }
    #expect(
      try seen(0) == Acknowledgement(event: events[0].id, by: "ada", at: place.clock.date, means: .label))
    #expect(
      try seen(1) == Acknowledgement(event: events[1].id, by: "bob", at: place.clock.date, means: .kept))
    #expect(try seen(2)?.by == "eve" && seen(2)?.means == .said && seen(3) == nil)
    place.clock.advance(60)
    // Nothing that is taken back or said later changes it.
    try store.undoLabel(of: events[0].id, by: "ada")
    try store.setKept(events[1].id, false, by: "ada")
    try store.setKept(events[1].id, true, by: "ada")
    try store.acknowledge(events[2].id, by: "ada")
    #expect(try seen(0)?.by == "ada" && seen(1)?.by == "bob" && seen(2)?.by == "eve")
    place.clock.advance(600)
    #expect(try delivered(by: store, to: "next").map(\.content) == [.event(events[3])])
  }

  @Test func `are forgotten with their events, and must be there`() throws {
    let store = try place.open()
    let event = StoredEvent.sample(state: .ended)
    #expect(code { try store.acknowledge(event.id, by: "ada") } == .missing)
    try store.put(event)
    #expect(code { try store.acknowledge(event.id, by: "") } == .invalid)
    try store.label(event.id, as: .real, by: "ada")
    try store.removeEvents([event.id])
    #expect(try store.acknowledgement(of: event.id) == nil)
    #expect(try place.isWhole())
  }

  @Test func `are found apart from those that nobody has seen, with who was first`() throws {
    let store = try place.open()
    let events = (0..<3).map { _ in StoredEvent.sample() }
    for event in events { try store.put(event) }
    try store.acknowledge(events[0].id, by: "ada")
    try store.acknowledge(events[0].id, by: "bob")
    try store.label(events[2].id, as: .real, by: "cy")
    func found(_ isAcknowledged: Bool?) throws -> Set<UUID> {
      Set(try store.events(EventQuery(isAcknowledged: isAcknowledged)).map(\.id))
    }
    #expect(try found(true) == [events[0].id, events[2].id])
    #expect(try found(false) == [events[1].id] && found(nil).count == 3)
    let seen = try store.acknowledgements(of: events.map(\.id))
    #expect(seen.mapValues(\.by) == [events[0].id: "ada", events[2].id: "cy"])
    #expect(seen[events[2].id]?.means == .label)
    #expect(try store.acknowledgements(of: []) == [:])
  }
}
