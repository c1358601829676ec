import Foundation
import Testing
import VigilEvidence
import VigilStore
import VigilTestSupport
import VigilWeb

@Suite(.ownThread) struct `A case over HTTP` {
  /// A clip of several pieces of what is sent at a time.
  private func signed(_ station: RunningStation) throws -> (event: StoredEvent, clip: StoredFile) {
    let event = try station.addEvent()
    let content = (0..<5_000_000).map { UInt8(truncatingIfNeeded: ($0 &* 31) >> 3) }
    let clip = try station.add(content, event: event.id, path: "clips/gate/\(event.id).mp4")
    try station.sign(event, [clip])
    return (event, clip)
  }

  @Test func `is sent whole, and verified by whoever gets it`() async throws {
    let station = try await RunningStation()
    let (event, _) = try signed(station)
    // Another event has no place in it.
    let other = try station.addEvent(60)
    try station.sign(other, [])
    let answer = try station.nobody.get("/api/v1/events/\(event.id)/case")
    #expect(answer.status == 200 && answer["content-type"] == "application/zip")
    #expect(answer["content-length"] == "\(answer.body.count)" && answer.body.count > 5_000_000)
    let name = "case-\(event.id.uuidString.prefix(8).lowercased()).zip"
    #expect(answer["content-disposition"] == "attachment; filename=\"\(name)\"")
    let file = station.folder.appending(name)
    try Data(answer.body).write(to: file)
    let report = EvidenceVerifier(keys: [try StationKey(folder: station.folder.url).publicKey]).verify(file)
    #expect(
      report.isGood && report.kind == .exportedCase && report.events == 1 && report.bytes == 5_000_000,
      "\(report.lines)")
    #expect(!answer.text.contains(other.id.uuidString.lowercased()))
    // The page leads there.
    #expect(
      try station.nobody.get("/events/\(event.id)").text.contains(
        "href=\"/api/v1/events/\(event.id.uuidString.lowercased())/case\""))
  }

  @Test func `is refused until the event is signed, and makes no key`() async throws {
    let station = try await RunningStation()
    let event = try station.addEvent(state: .open)
    let answer = try station.nobody.get("/api/v1/events/\(event.id)/case")
    #expect(answer.status == 409 && answer.text.contains("once it has ended"))
    #expect(!FileManager.default.fileExists(atPath: station.folder.appending(StationKey.publicName).path))
    #expect(try !station.nobody.get("/events/\(event.id)").text.contains("/case"))
    #expect(try station.nobody.get("/api/v1/events/\(UUID())/case").status == 404)
  }

  @Test func `has as many places as files that are sent, which clients that go away give back`() async throws
  {
    let station = try await RunningStation { $0.limits.downloads = 1 }
    let (event, _) = try signed(station)
    let path = "/api/v1/events/\(event.id)/case"
    do {
      let slow = try station.wire()
      slow.send(station.nobody.text("GET", path))
      _ = try slow.read(until: "\r\n\r\n")
      #expect(try station.nobody.get(path).status == 503)
    }
    // It is gone.
    try waitUntil { try station.nobody.get(path).status == 200 }
  }
}
