import Foundation
import Testing
import VigilCore
import VigilEvidence
import VigilStation
import VigilStore
import VigilTestSupport

@Suite(.ownThread, .serialized) struct `Evidence of a station by a simulated clock` {
  private let start = Date(timeIntervalSince1970: 1_791_000_000)
  private let calendar = Calendar(identifier: .gregorian)

  /// A camera with an event of four minutes at each of some moments, in seconds after the start.
  private func station(eventsAt moments: Double..., keep: String = "30d") async throws -> SimulatedStation {
    // Noise is no event.
    let lines = """
      model: demo
      threshold: 0.999
      review_threshold: 0.999
      cameras:
        door: {source: "rtsp://127.0.0.1:1/a", keep_events: \(keep)}

      """
    return try await SimulatedStation(
      lines,
      incidents: moments.map {
        Incident(camera: "door", start: start + $0, seconds: 240, severity: .alarm)
      }, from: start, calendar: calendar)
  }

  /// Checks that the station's folder is what was signed, and nothing is missing.
  private func expectVerified(_ days: SimulatedStation, manifests: Int) throws {
    let key = try StationKey(folder: days.folder)
    let report = EvidenceVerifier(keys: [key.publicKey]).verify(days.folder)
    #expect(report.isGood, "\(report.lines.joined(separator: "\n"))")
    #expect(report.manifests == manifests)
  }

  private func files(_ days: SimulatedStation) throws -> [StoredFile] {
    try days.station.store.files(FileQuery(limit: 10_000))
  }

  @Test func `is whole after the database was lost`() async throws {
    let days = try await station(eventsAt: 1200, 3600)
    try await days.run(to: start + 6000)
    let known = try files(days)
    #expect(known.count { $0.kind == .clip } == 2 && known.count { $0.kind == .track } == 4)
    try await days.restart {
      for end in ["", "-wal", "-shm"] {
        try? FileManager.default.removeItem(atPath: days.folder.path + "/station.sqlite" + end)
      }
    }
    let found = try files(days)
    #expect(Set(found.map(\.path)) == Set(known.map(\.path)))
    #expect(
      Set(found.map { "\($0.kind) \($0.bytes) \($0.sha256 ?? "")" })
        == Set(known.map { "\($0.kind) \($0.bytes) \($0.sha256 ?? "")" }))
    #expect(try days.station.store.events().isEmpty)
    try expectVerified(days, manifests: 2)
  }

  @Test
  func `is whole after a database from the middle of an event was restored, and no event is signed twice`()
    async throws
  {
    let days = try await station(eventsAt: 1200, 3600)
    // In the second event.
    try await days.run(to: start + 3610)
    let backup = days.folder.deletingLastPathComponent().appending(path: "backup.sqlite")
    try days.station.store.backup(to: backup)
    try await days.run(to: start + 6000)
    let known = try files(days)
    let event = try #require(try days.station.store.events().first)
    #expect(try days.station.store.manifests(of: event.id).map(\.sequence) == [2])
    try await days.restart {
      for end in ["", "-wal", "-shm"] {
        try? FileManager.default.removeItem(atPath: days.folder.path + "/station.sqlite" + end)
      }
      try FileManager.default.moveItem(at: backup, to: days.folder.appending(path: "station.sqlite"))
    }
    let found = try files(days)
    #expect(Set(found.map(\.path)) == Set(known.map(\.path)) && found.allSatisfy { $0.isFinished })
    #expect(found.count { $0.event == event.id } == known.count { $0.event == event.id })
    #expect(try days.station.store.event(event.id)?.state == .interrupted)
    #expect(try days.station.store.manifests(of: event.id).map(\.sequence) == [2])
    try expectVerified(days, manifests: 2)
  }

  @Test func `of an event that was interrupted has its scores and the name of the model too`() async throws {
    let days = try await station(eventsAt: 1200)
    try await days.run(to: start + 1330)
    try await days.kill()
    let event = try #require(try days.station.store.events().first)
    #expect(event.state == .interrupted)
    let files = try days.station.store.files(FileQuery(event: event.id))
    for suffix in ["mp4", "vtt", "json"] { #expect(files.count { $0.path.hasSuffix("." + suffix) } == 1) }
    #expect(files.allSatisfy { $0.isFinished })
    let text = try String(contentsOf: days.folder.appending(path: "manifests/00000001.json"), encoding: .utf8)
    #expect(text.contains("\"model\":{\"crops\":0,\"name\":\"simulated\",\"networks\":{},\"preset\":\"\"}"))
    for file in files { #expect(text.contains("\"\(file.path)\""), "\(file.path) is not signed") }
    let track = try #require(files.first { $0.path.hasSuffix(".json") })
    let scores = try String(contentsOf: days.folder.appending(path: track.path), encoding: .utf8)
    #expect(scores.contains("\"score\":"))
    try expectVerified(days, manifests: 1)
  }

  @Test func `is whole after a kill between the removal of files and its manifest`() async throws {
    let days = try await station(eventsAt: 1200, 3600)
    try await days.run(to: start + 6000)
    let event = try #require(try days.station.store.events().last)
    // What retention does first.
    let removed = try days.station.store.discard(
      days.station.store.files(FileQuery(event: event.id)).map(\.id))
    #expect(removed.count >= 3)
    try await days.kill()
    #expect(try files(days).allSatisfy { $0.event != event.id })
    for path in removed { #expect(!FileManager.default.fileExists(atPath: days.folder.path + "/" + path)) }
    #expect(try days.station.store.unsignedRemovals().isEmpty)
    try expectVerified(days, manifests: 3)
    // They are signed once.
    try await days.kill()
    try expectVerified(days, manifests: 3)
  }

  @Test func `is whole once signing works again, after files were removed and an event ended meanwhile`()
    async throws
  {
    let days = try await station(eventsAt: 1200, 10_800, keep: "2h")
    try await days.run(to: start + 6000)
    let first = try files(days).map(\.path)
    // Something of another program in the place of the next manifest: it cannot be written, as on a full disk.
    let taken = days.folder.appending(path: "manifests/00000002.json")
    try Data().write(to: taken)
    try await days.run(to: start + 14_400)
    #expect(days.log.entries.contains { $0.contains("that old files were removed is not signed yet") })
    #expect(days.log.entries.contains { $0.contains("an event was not signed") })
    let notices = try days.station.store.notices(NoticeQuery(kind: "evidence"))
    #expect(
      notices.count == 2 && notices.allSatisfy { $0.end == nil && $0.message.contains("came from elsewhere") }
    )
    #expect(try first.count >= 3 && Set(days.station.store.unsignedRemovals()) == Set(first))
    try FileManager.default.removeItem(at: taken)
    try await days.run(to: start + 16_000)
    #expect(try days.station.store.unsignedRemovals().isEmpty)
    let event = try #require(try days.station.store.events().first)
    #expect(try days.station.store.manifests(of: event.id).count == 1)
    #expect(
      try days.station.store.notices(NoticeQuery(kind: "evidence")).map { $0.end != nil } == [true, true])
    try expectVerified(days, manifests: 3)
  }

  @Test func `that cannot be signed at all is a notice, and old files go all the same`() async throws {
    let days = try await station(eventsAt: 1200, 10_800, keep: "2h")
    try await days.run(to: start + 6000)
    let manifest = days.folder.appending(path: "manifests/00000001.json")
    let whole = try Data(contentsOf: manifest)
    try await days.restart { try Data("{}".utf8).write(to: manifest) }
    try await days.run(to: start + 14_400)
    let notices = try days.station.store.notices(NoticeQuery(kind: "evidence"))
    #expect(notices.count == 1 && notices[0].end == nil && notices[0].message.contains("manifests"))
    let event = try #require(try days.station.store.events().first)
    #expect(try days.station.store.manifests(of: event.id).isEmpty)
    #expect(try files(days).allSatisfy { $0.event == event.id })
    // All of it is made up for.
    try await days.restart { try whole.write(to: manifest) }
    #expect(try days.station.store.unsignedRemovals().isEmpty)
    try expectVerified(days, manifests: 3)
  }
}
