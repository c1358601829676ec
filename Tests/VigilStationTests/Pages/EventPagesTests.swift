import Foundation
import Testing
import VigilStation
import VigilStore
import VigilTestSupport

@Suite struct `Events on a terminal` {
  let folder: TemporaryFolder
  let calendar: Calendar = {
    var calendar = Calendar(identifier: .gregorian)
    calendar.timeZone = .gmt
    return calendar
  }()
  let start = Date(timeIntervalSince1970: 1_795_832_047)

  init() throws { folder = try TemporaryFolder() }

  private func event(_ number: Int, state: EventState = .ended, seconds: Double = 12) -> StoredEvent {
    StoredEvent(
      id: UUID(uuidString: "7f3a09c1-0000-4000-8000-00000000000\(number)") ?? UUID(), camera: "door",
      severity: .alarm, state: state, start: start + Double(number), end: start + Double(number) + seconds,
      peakScore: 0.9412, peakDate: start + 4, threshold: 0.812, model: "demo",
      reasons: ["the threshold is provisional"])
  }

  @Test func `are a table, the same width in every row`() {
    let lines = EventTable(calendar: calendar).lines(
      [event(1), event(2, state: .open, seconds: 200)], isFiltered: false)
    #expect(
      lines == [
        "event     camera  severity  began                           length   peak  threshold  state",
        "7f3a09c1  door    alarm     2026-11-28 02:14:08               12 s  0.941      0.812  ended",
        "7f3a09c1  door    alarm     2026-11-28 02:14:09  3 min 20 s so far  0.941      0.812  open",
      ])
  }

  @Test func `are told apart from none at all`() {
    #expect(EventTable().lines([], isFiltered: false) == ["no events yet"])
    #expect(EventTable().lines([], isFiltered: true) == ["no such events"])
  }

  @Test func `are objects with times in UTC`() throws {
    let encoder = JSONEncoder()
    encoder.outputFormatting = .sortedKeys
    let text = String(decoding: try encoder.encode(EventLine(event(1))), as: UTF8.self)
    #expect(text.contains(#""id":"7f3a09c1-0000-4000-8000-000000000001""#))
    #expect(text.contains(#""start":"2026-11-28T02:14:08.000Z""#) && text.contains(#""kept":false"#))
    #expect(!text.contains("previousPart"))
  }

  @Test func `are shown with why, files and scores`() throws {
    let store = try StationStore(folder: folder.url)
    try store.put(event(1))
    _ = try store.add(
      StoredFile(
        camera: "door", kind: .clip, event: event(1).id, path: "recordings/door/a.mp4", bytes: 2_500_000,
        start: start, end: start + 20, isFinished: true))
    for second in 0..<20 {
      try store.append(
        ScoreSample(start: start + Double(second), duration: 1, score: second == 4 ? 1 : 0), camera: "door")
    }
    let page = try EventPage(event(1), in: store).lines(calendar: calendar)
    let text = page.joined(separator: "\n")
    #expect(text.contains("peak       0.941 at 2026-11-28 02:14:11"))
    #expect(text.contains("why        the threshold is provisional"))
    #expect(text.contains("recordings/door/a.mp4  clip  2.50  finished"))
    let curve = try #require(page.first { $0.contains("█") })
    #expect(curve.count { $0 == "█" } == 1 && curve.contains("▁"))
  }

  @Test func `are found by the first characters of their ids, each once`() throws {
    let store = try StationStore(folder: folder.url)
    try store.put(event(1))
    let id = event(1).id.uuidString
    #expect(try store.events(named: ["7f3a", id]).map(\.id) == [event(1).id])
    #expect(throws: StoreError.self) { try store.events(named: ["7f3a", "b2"]) }
  }

  @Test func `are kept while the station runs`() throws {
    let station = try StationStore(folder: folder.url)
    try station.put(event(1))
    try StationStore.setKept(event(1).id, true, by: "ann", besideStationIn: folder.url)
    #expect(try station.event(event(1).id)?.isKept == true)
    // What the station stores next does not undo it.
    var next = event(1)
    next.revision = 2
    try station.put(next)
    #expect(try station.event(event(1).id)?.isKept == true)
    try StationStore.setKept(event(1).id, false, by: "ann", besideStationIn: folder.url)
    #expect(try station.event(event(1).id)?.isKept == false)
    #expect(throws: StoreError.self) {
      try StationStore.setKept(UUID(), true, by: "ann", besideStationIn: folder.url)
    }
  }
}
