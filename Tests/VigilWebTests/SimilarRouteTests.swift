import Foundation
import Testing
import VigilCore
import VigilStore
import VigilTestSupport
import VigilWeb

@Suite(.ownThread) struct `Events like one` {
  /// Features that are alike where the likeness is the same.
  private func features(_ likeness: UInt64, _ number: Int) -> [Float] {
    var shape = SplitMix64(seed: likeness &* 31 &+ 7)
    var random = SplitMix64(seed: UInt64(number) &+ 1)
    return (0..<24).map { _ in Float(shape.next() % 1000) / 1000 + Float(random.next() % 1000) / 20_000 }
  }

  private func keep(
    _ likeness: UInt64, of event: StoredEvent? = nil, camera: String = "gate", in station: RunningStation
  ) throws {
    let start = event?.start ?? SetClock.origin
    try station.store.keep(
      FeatureStretch(
        camera: camera, kind: event == nil ? .quiet : .event, event: event?.id, network: "n", crops: 1,
        size: 24,
        snippets: (0..<3).map { index in
          FeatureStretch.Snippet(
            start: start + Double(index), duration: 1, score: 0.5,
            features: features(likeness, Int(start.timeIntervalSince1970) + index))
        }))
  }

  /// Three cats and a van at the gate, and a cat in the yard.
  private func filled() async throws -> (station: RunningStation, cats: [StoredEvent], yard: StoredEvent) {
    let station = try await RunningStation(people: try StationUser.everybody)
    for camera in ["gate", "yard"] { try keep(0, camera: camera, in: station) }
    let cats = try (1...3).map { try station.addEvent(Double($0) * 10) }
    let (van, yard) = (try station.addEvent(50), try station.addEvent(60, camera: "yard"))
    for cat in cats { try keep(3, of: cat, in: station) }
    try keep(5, of: van, in: station)
    try keep(3, of: yard, camera: "yard", in: station)
    try station.store.label(cats[0].id, as: .falseAlarm, by: "olga")
    return (station, cats, yard)
  }

  @Test func `come with how similar they are, how many, and their labels`() async throws {
    let (station, cats, yard) = try await filled()
    let ada = try station.client("ada")
    let found = try ada.get("/api/v1/events/\(cats[2].id)/similar").object
    let events = try #require(found["events"] as? [[String: Any]])
    let ids = events.compactMap { ($0["event"] as? [String: Any])?["id"] as? String }
    #expect(Set(ids) == Set(cats.prefix(2).map { $0.id.uuidString.lowercased() }))
    #expect(events.allSatisfy { ($0["similarity"] as? Double ?? 0) > 0.9 })
    #expect(events.compactMap { $0["labels"] as? [[String: Any]] }.map(\.count).sorted() == [0, 1])
    #expect(
      found["count"] as? Int == 2 && found["markedFalse"] as? Int == 1 && found["markedReal"] as? Int == 0)
    #expect(found["compared"] as? Int == 3 && found["reason"] == nil)
    let all = try ada.get("/api/v1/events/\(cats[2].id)/similar?camera=gate&camera=yard&limit=2").object
    #expect(all["count"] as? Int == 3 && (all["events"] as? [Any])?.count == 2)
    let other = try ada.get("/api/v1/events/\(yard.id)/similar").object
    #expect(other["count"] as? Int == 0)
    let bare = try station.addEvent(70)
    let none = try ada.get("/api/v1/events/\(bare.id)/similar").object
    #expect(none["reason"] as? String == "no features of this event are kept")
    for bad in ["limit=0", "limit=101", "least=1", "limit=x"] {
      #expect(try ada.get("/api/v1/events/\(bare.id)/similar?\(bad)").status == 400, "\(bad)")
    }
  }

  @Test func `are those of cameras that one may see`() async throws {
    let (station, cats, yard) = try await filled()
    let olga = try station.client("olga")
    #expect(try olga.get("/api/v1/events/\(cats[2].id)/similar?camera=yard").status == 404)
    #expect(try olga.get("/api/v1/events/\(yard.id)/similar").status == 404)
    let own = try olga.get("/api/v1/events/\(cats[2].id)/similar")
    #expect(try own.object["count"] as? Int == 2 && !own.text.contains("yard"))
  }

  @Test func `are on the event's page, with what is said of them`() async throws {
    let (station, cats, _) = try await filled()
    let page = try station.client("vera").get("/events/\(cats[2].id)").text
    #expect(page.contains("2 like this, 1 marked false"))
    #expect(page.contains("<a href=\"/events/\(cats[0].id.uuidString.lowercased())\">"))
    #expect(
      page.contains("<bdi>olga</bdi>: false alarm") && page.contains("nobody has said whether it was real"))
    let bare = try station.addEvent(70)
    #expect(
      try station.client("vera").get("/events/\(bare.id)").text.contains("No features of this event are kept")
    )
  }
}
