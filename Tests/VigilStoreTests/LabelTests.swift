import Foundation
import Testing
import VigilStore

@Suite struct `Labels` {
  let place: StoreFolder
  let store: StationStore
  init() throws {
    place = try StoreFolder()
    store = try place.open(StoreOptions(historyCount: 5))
  }

  private func event(_ second: Double = 0) throws -> StoredEvent {
    let start = SetClock.origin + second
    let event = StoredEvent(
      id: UUID(), camera: "gate", severity: .alarm, start: start, end: start + 3, peakScore: 0.75,
      peakDate: start, threshold: 0.5, model: "demo")
    try store.put(event)
    return event
  }

  @Test func `of one user replace each other, and those of several stand side by side`() throws {
    let event = try event()
    let first = try store.label(event.id, as: .real, by: "anna")
    place.clock.advance(10)
    let second = try store.label(event.id, as: .falseAlarm, by: "anna")
    let other = try store.label(event.id, as: .unsure, by: "ben")
    #expect(try store.labels(LabelQuery(event: event.id)) == [other, second])
    #expect(try store.label(first.id)?.undone == SetClock.origin + 10)
    #expect(try store.undoLabel(of: event.id, by: "anna"))
    #expect(try !store.undoLabel(of: event.id, by: "anna"))
    #expect(try store.labels() == [other])
    #expect(try store.labels(LabelQuery(includesUndone: true)).map(\.id) == [other.id, second.id, first.id])
  }

  @Test func `follow the span of their event while it goes on, and outlive it`() throws {
    var event = try event()
    try store.label(event.id, as: .real, by: "anna")
    (event.revision, event.end, event.state) = (2, event.end + 20, .ended)
    try store.put(event)
    #expect(try store.labels().map(\.end) == [event.end])
    try store.removeEvents([event.id])
    #expect(try store.event(event.id) == nil)
    let left = try store.labels()
    #expect(
      left.map(\.camera) == ["gate"] && left.map(\.event) == [event.id] && left.map(\.end) == [event.end])
    try store.close()
    #expect(try place.open().labels() == left)
  }

  @Test func `of what was missed have a span that can be`() throws {
    place.clock.advance(100_000)
    let now = place.clock.date
    let label = try store.miss(camera: "gate", from: now - 60, to: now - 30, by: "anna")
    #expect(try store.labels(LabelQuery(verdict: .missed)) == [label])
    #expect(
      try store.labels(LabelQuery(from: now - 29)) == [] && store.labels(LabelQuery(to: now - 60)) == [])
    for (from, to) in [(now - 30, now - 60), (now - 30, now - 30), (now - 90_000, now), (now - 1, now + 1)] {
      #expect(throws: StoreError.self) { try store.miss(camera: "gate", from: from, to: to, by: "anna") }
    }
    let event = try event()
    for verdict in [ReviewLabel.Verdict.missed] {
      #expect(throws: StoreError.self) { try store.label(event.id, as: verdict, by: "anna") }
    }
    #expect(throws: StoreError.self) { try store.label(UUID(), as: .real, by: "anna") }
    #expect(throws: StoreError.self) { try store.label(event.id, as: .real, by: "") }
    #expect(try store.labels().count == 1)
    #expect(try store.undoLabel(label.id) && !store.undoLabel(label.id))
  }

  @Test func `are given beside a running station`() throws {
    let event = try event()
    try StationStore.label(event.id, as: .falseAlarm, by: "anna", besideStationIn: place.url)
    #expect(try store.labels().map(\.verdict) == [.falseAlarm])
    try StationStore.label(event.id, as: nil, by: "anna", besideStationIn: place.url)
    #expect(try store.labels() == [])
    let past = Date() - 100
    try StationStore.miss(camera: "gate", from: past, to: past + 5, by: "anna", besideStationIn: place.url)
    #expect(try store.labels().map(\.verdict) == [.missed])
  }

  @Test func `that were replaced are forgotten beyond a number`() throws {
    let event = try event()
    for index in 0..<40 { try store.label(event.id, as: index % 2 == 0 ? .real : .falseAlarm, by: "anna") }
    #expect(try store.labels().count == 1)
    #expect(try store.labels(LabelQuery(includesUndone: true)).count == 6)
  }
}
