import Foundation
import Testing
import VigilStore

@Suite struct `Changes while the station runs` {
  let place: StoreFolder
  let store: StationStore
  init() throws {
    place = try StoreFolder()
    store = try place.open(StoreOptions(historyCount: 5))
  }

  func change(_ key: String, _ value: String?, at second: Double = 0, until: Double? = nil) -> RuntimeChange {
    RuntimeChange(
      camera: "gate", key: key, value: value, by: "anna", at: SetClock.origin.addingTimeInterval(second),
      until: until.map { SetClock.origin.addingTimeInterval($0) })
  }

  @Test func `count until they end, are replaced or are taken back`() throws {
    let snoozed = change("snoozed", "true", until: 60)
    try store.set(change("armed", "true"))
    try store.set(change("armed", "false", at: 1))
    try store.set(snoozed)
    #expect(try store.changes(at: SetClock.origin + 59) == [change("armed", "false", at: 1), snoozed])
    #expect(try store.changes(at: SetClock.origin + 60) == [change("armed", "false", at: 1)])
    place.clock.date = SetClock.origin + 70
    try store.clear(camera: "gate", key: "armed", by: "ben")
    #expect(try store.changes(at: SetClock.origin + 59) == [snoozed])
    let history = try store.history()
    #expect(history.map(\.key) == ["armed", "snoozed", "armed", "armed"])
    #expect(history[0].value == nil && history[0].by == "ben" && history[0].at == SetClock.origin + 70)
    #expect(try store.history(camera: "yard").isEmpty)
    #expect(try store.history(camera: "gate", limit: 2).count == 2)
  }

  @Test func `outlive the station`() throws {
    try store.set(change("threshold.alarm", "0.7"))
    try store.close()
    #expect(try place.open().changes(at: SetClock.origin) == [change("threshold.alarm", "0.7")])
  }

  @Test func `leave a bounded history, and those in force stay`() throws {
    try store.set(change("armed", "false"))
    for number in 0..<50 { try store.set(change("threshold.alarm", "\(number)", at: Double(number))) }
    // Two in force and five before.
    #expect(try store.history().count == 7)
    try store.removeHistory(before: SetClock.origin + 1000)
    #expect(try store.history().map(\.key) == ["threshold.alarm", "armed"])
  }
}

@Suite struct `Notices` {
  let place: StoreFolder
  let store: StationStore
  init() throws {
    place = try StoreFolder()
    store = try place.open()
  }

  @Test func `are forgotten beyond a number, whatever their age, but for those that go on`() throws {
    let place = try StoreFolder()
    let store = try place.open(StoreOptions(noticeCount: 5))
    let open = try store.begin(
      CameraNotice(camera: "gate", kind: "night", message: "", start: SetClock.origin))
    for second in 1...50 {
      let date = SetClock.origin + Double(second)
      let id = try store.begin(
        CameraNotice(camera: "gate", kind: "offline", message: "no answer", start: date))
      try store.end(id, at: date)
    }
    try store.removeHistory(before: SetClock.origin)
    #expect(try store.notices().map(\.id) == (47...51).reversed() + [open])
  }

  @Test func `begin and end once`() throws {
    let start = SetClock.origin
    let id = try store.begin(CameraNotice(camera: "gate", kind: "lost", message: "no answer", start: start))
    let disk = try store.begin(CameraNotice(kind: "disk", message: "full", start: start + 1, end: start + 2))
    #expect(try store.notices(NoticeQuery(isOpen: true)).map(\.id) == [id])
    #expect(try store.end(id, at: start + 5))
    #expect(try !store.end(id, at: start + 9))
    #expect(try !store.end(999, at: start + 9))
    let all = try store.notices()
    #expect(all.map(\.id) == [disk, id])
    #expect(all[0].camera == nil && all[1].end == start + 5 && !all[1].isInterrupted)
    #expect(try store.notices(NoticeQuery(camera: "gate")).map(\.id) == [id])
    #expect(try store.notices(NoticeQuery(kind: "disk")).map(\.id) == [disk])
    #expect(try store.notices(NoticeQuery(from: start + 3)).map(\.id) == [id])
    #expect(try store.notices(NoticeQuery(to: start + 1)).map(\.id) == [id])
    #expect(try store.notices(NoticeQuery(before: disk, limit: 1)).map(\.id) == [id])
    try store.removeHistory(before: start + 3)
    #expect(try store.notices().map(\.id) == [id])
  }

  @Test func `that go on are closed at the next opening where the station last lived`() throws {
    let early = try store.begin(
      CameraNotice(camera: "gate", kind: "lost", message: "", start: SetClock.origin))
    let late = try store.begin(CameraNotice(kind: "disk", message: "full", start: SetClock.origin + 500))
    place.clock.date = SetClock.origin + 120
    try store.put(.sample(state: .ended))
    try store.close()
    let next = try place.open()
    #expect(Set(next.opening.interruptedNotices) == [early, late])
    let notices = try next.notices()
    #expect(notices.map(\.end) == [SetClock.origin + 500, SetClock.origin + 120])
    #expect(notices.allSatisfy { $0.isInterrupted })
  }
}

@Suite struct `A notice over which the clock is set back` {
  @Test func `ends no earlier than it began`() throws {
    let place = try StoreFolder()
    defer { withExtendedLifetime(place) {} }
    let store = try place.open()
    let id = try store.begin(CameraNotice(kind: "clock", message: "", start: SetClock.origin + 3600))
    #expect(try store.end(id, at: SetClock.origin))
    #expect(try store.notices().map(\.end) == [SetClock.origin + 3600])
  }
}

@Suite struct `The chain of manifests` {
  @Test func `takes each number once, in any order and with gaps, and outlives its events`() throws {
    let place = try StoreFolder()
    let store = try place.open()
    #expect(try store.lastManifest == nil)
    let event = StoredEvent.sample(state: .ended)
    try store.put(event)
    func link(_ sequence: Int, _ id: UUID = UUID()) -> ManifestLink {
      ManifestLink(sequence: sequence, event: id, path: "manifests/\(sequence).json", sha256: "ab\(sequence)")
    }
    // Manifests of removed files have a number too, and events are signed side by side.
    for sequence in [1, 4, 3] { try store.add(link(sequence, event.id)) }
    #expect(code { try store.add(link(3)) } == .invalid)
    #expect(code { try store.add(link(0)) } == .invalid)
    try store.removeEvents([event.id])
    #expect(try store.lastManifest == link(4, event.id))
    #expect(try store.manifests(of: event.id).map(\.sequence) == [1, 3, 4])
    #expect(try store.manifests(from: 2, limit: 1).map(\.sequence) == [3])
    #expect(try store.manifests(of: UUID()).isEmpty)
  }
  @Test func `tells which events that are over have none`() throws {
    let place = try StoreFolder()
    defer { withExtendedLifetime(place) {} }
    let store = try place.open()
    let (signed, open) = (StoredEvent.sample(state: .ended), StoredEvent.sample(60))
    let unsigned = [StoredEvent.sample(20, state: .interrupted), StoredEvent.sample(40, state: .ended)]
    for event in [signed, open] + unsigned { try store.put(event) }
    try store.add(ManifestLink(sequence: 7, event: signed.id, path: "manifests/7.json", sha256: "ab"))
    #expect(try store.unsignedEvents(limit: 10).map(\.id) == [unsigned[1].id, unsigned[0].id])
    #expect(try store.unsignedEvents(limit: 1).map(\.id) == [unsigned[1].id])
    #expect(try store.manifestSequences == [7])
  }
}
