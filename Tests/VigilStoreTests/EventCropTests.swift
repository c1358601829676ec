import Foundation
import GRDB
import Testing
import VigilStore

@Suite struct `Crops of events` {
  let place: StoreFolder
  let store: StationStore
  init() throws {
    place = try StoreFolder()
    store = try place.open()
  }

  private func crops(_ count: Int, score: Float = 0.5) -> [EventCrop] {
    (0..<count).map { index in
      EventCrop(
        x: Double(index % 3) / 4, y: 0.125, width: 1.0 / 3, height: 0.875, isMirrored: index >= count / 2,
        score: score + Float(index) / 100, copyOf: index == 2 ? 0 : nil)
    }
  }

  @Test func `come back as they were put, in their order`() throws {
    let event = StoredEvent.sample()
    try store.put(event, crops: crops(10))
    #expect(try store.crops(of: event.id) == crops(10))
    #expect(try store.crops(of: UUID()) == [])
    try store.close()
    let reader = try StationStore(reading: place.url)
    #expect(try reader.crops(of: event.id) == crops(10))
    try reader.close()
  }

  @Test func `are those of the newest peak, and of no revision that is refused`() throws {
    var event = StoredEvent.sample()
    try store.put(event, crops: crops(5))
    event.revision = 2
    // The same peak, told again.
    try store.put(event, crops: crops(5, score: 0.1))
    #expect(try store.crops(of: event.id) == crops(5))
    (event.revision, event.peakScore, event.peakDate) = (3, 0.95, event.peakDate + 1)
    try store.put(event, crops: crops(10, score: 0.8))
    #expect(try store.crops(of: event.id) == crops(10, score: 0.8))
    var late = event
    (late.revision, late.peakDate) = (2, event.peakDate + 9)
    #expect(try !store.put(late, crops: crops(5)))
    #expect(try store.crops(of: event.id) == crops(10, score: 0.8))
    // Of a peak whose crops nobody knows there are none, not those of the peak before.
    (event.revision, event.peakDate) = (4, event.peakDate + 1)
    try store.put(event)
    #expect(try store.crops(of: event.id) == [])
  }

  @Test func `leave with their event`() throws {
    let (gone, kept) = (StoredEvent.sample(0, state: .ended), StoredEvent.sample(1, state: .ended))
    for event in [gone, kept] { try store.put(event, crops: crops(5)) }
    try store.removeEvents([gone.id])
    #expect(try store.crops(of: gone.id) == [] && store.crops(of: kept.id) == crops(5))
    try store.close()
    #expect(try place.other { try Int.fetchOne($0, sql: "SELECT count(*) FROM eventCrop") } == 5)
  }

  @Test func `are refused where they lie outside the picture or have no score, and the event with them`()
    throws
  {
    let good = EventCrop(x: 0, y: 0, width: 1, height: 1, score: 0.5)
    var bad = [EventCrop](repeating: good, count: 8)
    (bad[0].x, bad[1].y, bad[2].width, bad[3].height) = (-0.1, .nan, 1.1, 0)
    (bad[4].score, bad[5].score, bad[6].copyOf, bad[7].width) = (.nan, .infinity, 1, .infinity)
    for crop in bad {
      let event = StoredEvent.sample()
      #expect(code { try store.put(event, crops: [crop]) } == .invalid, "\(crop)")
      #expect(try store.event(event.id) == nil)
    }
    #expect(
      code { try store.put(.sample(), crops: Array(repeating: good, count: 101)) } == .invalid)
  }

  @Test func `are none for events of a database from before`() throws {
    let event = StoredEvent.sample(state: .ended)
    try store.put(event)
    try store.close()
    try place.other {
      try $0.execute(sql: "DROP TABLE eventCrop; DELETE FROM grdb_migrations WHERE identifier = '7'")
    }
    let next = try place.open()
    #expect(try next.crops(of: event.id) == [] && next.event(event.id) == event)
  }
}
