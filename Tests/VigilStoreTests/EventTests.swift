import Foundation
import Testing
import VigilStore

@Suite struct `Stored events` {
  let place: StoreFolder
  let store: StationStore
  init() throws {
    place = try StoreFolder()
    store = try place.open()
  }

  @Test func `come back as they were put`() throws {
    var event = StoredEvent.sample()
    event.start = Date()
    event.peakScore = 0.1
    event.threshold = 1 / 3
    #expect(try store.put(event))
    #expect(try store.event(event.id) == event)
    #expect(try store.event(UUID()) == nil)
  }

  @Test func `take later revisions only`() throws {
    let id = UUID()
    #expect(try store.put(.sample(id: id, revision: 3)))
    #expect(try !store.put(.sample(1, state: .ended, id: id, revision: 3)))
    #expect(try !store.put(.sample(1, state: .ended, id: id, revision: 2)))
    #expect(try store.event(id)?.state == .open)
    #expect(try store.put(.sample(1, state: .ended, id: id, revision: 4)))
    #expect(try store.event(id)?.state == .ended)
    #expect(try store.events().count == 1)
    #expect(code { try store.put(.sample(camera: "yard", id: id, revision: 5)) } == .invalid)
  }

  @Test func `that go on are closed at the next opening`() throws {
    let open = StoredEvent.sample(0)
    let ended = StoredEvent.sample(1, state: .ended)
    try store.put(open)
    try store.put(ended)
    try store.close()
    let next = try place.open()
    #expect(next.opening.interruptedEvents == [open.id])
    var expected = open
    expected.state = .interrupted
    expected.revision = 2
    #expect(try next.event(open.id) == expected)
    #expect(try next.event(ended.id) == ended)
    try next.close()
    #expect(try place.open().opening.interruptedEvents.isEmpty)
  }

  @Test func `are found by the beginning of their id`() throws {
    let first = try #require(UUID(uuidString: "3FA85F64-5717-4562-B3FC-2C963F66AFA6"))
    let second = try #require(UUID(uuidString: "3FA85F64-57FF-4562-B3FC-2C963F66AFA6"))
    try store.put(.sample(id: first))
    try store.put(.sample(id: second))
    #expect(code { _ = try store.event(prefix: "3fa85") } == .ambiguous)
    #expect(code { _ = try store.event(prefix: "3FA85F6457") } == .ambiguous)
    #expect(try store.event(prefix: "3fa85f64571")?.id == first)
    #expect(try store.event(prefix: "3FA85F64-57F")?.id == second)
    #expect(try store.event(prefix: first.uuidString)?.id == first)
    #expect(try store.event(prefix: "4") == nil)
    for wrong in ["", "-", "gate", "3fa85%", "3' OR '1'='1", String(repeating: "a", count: 33)] {
      #expect(code { _ = try store.event(prefix: wrong) } == .invalid, "\(wrong)")
    }
  }

  @Test func `are listed by page, none twice and none left out, also where many begin at once`() throws {
    var all: [StoredEvent] = []
    for number in 0..<57 {
      let event = StoredEvent.sample(Double(number / 10), camera: number % 2 == 0 ? "gate" : "yard")
      try store.put(event)
      all.append(event)
    }
    for size in [1, 7, 57, 100] {
      var seen: [UUID] = []
      var query = EventQuery(limit: size)
      while let page = Optional(try store.events(query)), let last = page.last {
        seen += page.map(\.id)
        query.before = EventQuery.Cursor(after: last)
      }
      #expect(seen.count == 57 && Set(seen) == Set(all.map(\.id)))
    }
    let starts = try store.events().map(\.start)
    #expect(starts == starts.sorted(by: >))
    #expect(try store.events(EventQuery(cameras: ["yard"])).count == 28)
    #expect(try store.events(EventQuery(cameras: [])).isEmpty)
    #expect(try store.events(EventQuery(limit: 0)).isEmpty)
  }

  @Test func `are chosen by severity, state, keeping and time`() throws {
    let early = StoredEvent.sample(0, severity: .review, state: .ended)
    let late = StoredEvent.sample(100, state: .ended)
    let open = StoredEvent.sample(50)
    for event in [early, late, open] { try store.put(event) }
    try store.setKept(late.id, true, by: "anna")
    func ids(_ query: EventQuery) throws -> [UUID] { try store.events(query).map(\.id) }
    #expect(try ids(EventQuery(severity: .review)) == [early.id])
    #expect(try ids(EventQuery(state: .open)) == [open.id])
    #expect(try ids(EventQuery(isKept: true)) == [late.id])
    #expect(try ids(EventQuery(to: SetClock.origin.addingTimeInterval(100))) == [open.id, early.id])
    // What goes on has no end yet.
    #expect(try ids(EventQuery(from: SetClock.origin.addingTimeInterval(90))) == [late.id, open.id])
    #expect(
      try ids(EventQuery(from: SetClock.origin.addingTimeInterval(3.2), to: SetClock.origin + 1)) == [
        early.id
      ])
  }

  @Test func `stay kept when a later revision comes`() throws {
    let event = StoredEvent.sample()
    try store.put(event)
    try store.setKept(event.id, true, by: "anna")
    try store.put(.sample(1, state: .ended, id: event.id, revision: 2))
    #expect(try store.event(event.id)?.isKept == true)
    #expect(code { try store.setKept(UUID(), true, by: "anna") } == .missing)
  }

  @Test func `are removed with their files, but not kept ones and those that go on`() throws {
    let ended = StoredEvent.sample(0, state: .ended)
    let kept = StoredEvent.sample(1, state: .ended)
    let open = StoredEvent.sample(2)
    let late = StoredEvent.sample(500, state: .interrupted)
    for event in [ended, kept, open, late] {
      try store.put(event)
      _ = try store.add(.sample(kind: .clip, event: event.id, path: "\(event.id)/clip.mp4", bytes: 7))
      _ = try store.add(.sample(kind: .picture, event: event.id, path: "\(event.id)/still.jpg", bytes: 1))
    }
    try store.setKept(kept.id, true, by: "anna")
    let removal = try store.removeEvents(before: SetClock.origin.addingTimeInterval(100))
    #expect(removal.events == [ended.id])
    #expect(Set(removal.paths) == ["\(ended.id)/clip.mp4", "\(ended.id)/still.jpg"])
    #expect(try Set(store.garbage()) == Set(removal.paths))
    #expect(try store.totalBytes == 24)
    #expect(try store.removeEvents([kept.id, open.id, UUID()]) == EventRemoval())
    #expect(try store.removeEvents([late.id, kept.id]).events == [late.id])
    #expect(try Set(store.events().map(\.id)) == [kept.id, open.id])
  }

  @Test func `are removed by camera, and others together`() throws {
    for (second, camera) in ["door", "yard", "cellar", "door"].enumerated() {
      try store.put(.sample(Double(second), camera: camera, state: .ended))
    }
    let later = SetClock.origin.addingTimeInterval(100)
    #expect(try store.removeEvents(before: SetClock.origin + 2, of: .only("door")).events.count == 1)
    #expect(try store.removeEvents(before: later, of: .allBut(["door", "yard"])).events.count == 1)
    #expect(try store.events().map(\.camera) == ["door", "yard"])
    #expect(try store.removeEvents(before: later, of: .only("cellar")) == EventRemoval())
    #expect(code { try store.removeEvents(before: later, of: .only("a\0b")) } == .invalid)
  }

  @Test func `are removed a part at a time, the oldest first`() throws {
    for second in 0..<10 { try store.put(.sample(Double(second), state: .ended)) }
    let later = SetClock.origin.addingTimeInterval(100)
    #expect(try store.removeEvents(before: later, limit: 4).events.count == 4)
    #expect(try store.events().last?.start == SetClock.origin.addingTimeInterval(4))
    #expect(try store.removeEvents(before: later).events.count == 6)
  }
}
