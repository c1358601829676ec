import Foundation
import Testing
import VigilEvidence
import VigilStore
import VigilTestSupport

@Suite struct `What a station found on the command line` {
  let folder: TemporaryFolder
  let door = StoredEvent(
    id: UUID(uuidString: "7F3A09C1-0000-4000-8000-000000000001") ?? UUID(), camera: "door", severity: .alarm,
    state: .ended, start: Date(timeIntervalSince1970: 1_795_832_047),
    end: Date(timeIntervalSince1970: 1_795_832_059), peakScore: 0.94,
    peakDate: Date(timeIntervalSince1970: 1_795_832_050), threshold: 0.81, model: "demo")

  init() throws { folder = try TemporaryFolder() }

  /// Puts an event with a clip and a manifest into the folder.
  private func fill() throws {
    let store = try StationStore(folder: folder.url)
    try store.put(
      door,
      crops: [
        EventCrop(x: 0, y: 0, width: 0.5, height: 1, score: 0.9),
        EventCrop(x: 0.5, y: 0, width: 0.5, height: 1, score: 0.98),
      ])
    let clip = "clips/door/2026-11-28/021407-7f3a09c1.mp4"
    try FileManager.default.createDirectory(
      at: folder.appending(clip).deletingLastPathComponent(), withIntermediateDirectories: true)
    try Data("pictures".utf8).write(to: folder.appending(clip))
    _ = try store.add(
      StoredFile(
        camera: "door", kind: .clip, event: door.id, path: clip, bytes: 8, start: door.start, end: door.end,
        isFinished: true))
    let chain = try EvidenceChain(folder: folder.url, station: "test", key: StationKey(folder: folder.url))
    try chain.append(
      EvidenceManifest.Event(
        id: door.id, camera: "door", severity: "alarm", state: "ended", start: door.start, end: door.end,
        peak: door.peakDate, peakScore: 0.94, threshold: 0.81),
      files: [EvidenceManifest.File(folder: folder.url, name: clip, kind: "clip")], model: nil)
    try store.close()
  }

  private func vigil(_ arguments: String...) throws -> VigilCommand.Outcome {
    try VigilCommand(arguments, in: folder.url, environment: ["TZ": "UTC"]).finish()
  }

  @Test func `is told to be nothing before there is anything`() throws {
    let missing = try vigil("events", "list", ".")
    #expect(missing.status == 1 && missing.errors.contains("station.sqlite"))
    try StationStore(folder: folder.url).close()
    let empty = try vigil("events", "list", ".")
    #expect(empty.status == 0 && empty.output == "no events yet\n")
    #expect(try vigil("events", "list", ".", "--since", "1h").output == "no such events\n")
    #expect(try vigil("events", "list", ".", "--json").output.isEmpty)
    #expect(try vigil("events", "list", ".", "--since", "whenever").status == 64)
  }

  @Test func `is listed, shown, kept and backed up, while the station runs`() throws {
    try fill()
    let station = try StationStore(folder: folder.url)
    defer { try? station.close() }
    let list = try vigil("events", "list", ".", "--camera", "door", "--severity", "alarm")
    #expect(
      list.output.contains("7f3a09c1  door    alarm     2026-11-28 02:14:07"), "\(list.output)\(list.errors)")
    #expect(try vigil("events", "list", ".", "--camera", "yard").output == "no such events\n")
    let object = try #require(try vigil("events", "list", ".", "--json").objects.first)
    #expect(object["id"] as? String == door.id.uuidString.lowercased())
    let shown = try vigil("events", "show", ".", "7f3a")
    #expect(shown.output.contains("021407-7f3a09c1.mp4") && shown.output.contains("threshold"))
    #expect(shown.output.contains("right                0.980         +0.040\n"))
    let whole = try #require(try vigil("events", "show", ".", "7f3a", "--json").objects.first)
    #expect(whole["id"] as? String == door.id.uuidString.lowercased() && object["crops"] == nil)
    let crops = try #require(whole["crops"] as? [[String: Any]])
    #expect(crops.map { $0["x"] as? Double } == [0, 0.5] && crops[1]["mirrored"] as? Bool == false)
    #expect(try vigil("events", "keep", ".", "7f3a", "--by", "ann").output == "7f3a09c1: kept\n")
    #expect(try station.event(door.id)?.isKept == true)
    #expect(try vigil("events", "unkeep", ".", "7f3a").status == 0)
    #expect(try vigil("events", "show", ".", "b2").errors.contains("there is no event b2"))
    let backup = try vigil("events", "backup", ".", "--output", "copy.sqlite")
    #expect(backup.status == 0 && FileManager.default.fileExists(atPath: folder.path("copy.sqlite")))
    #expect(try vigil("events", "backup", ".", "--output", "copy.sqlite").status == 1)
  }

  @Test func `is exported as a case that is verified, unless a byte of it was changed`() throws {
    try fill()
    let export = try vigil("events", "export", ".", "7f3a", "--output", "case.zip")
    #expect(export.status == 0, "\(export.errors)")
    let good = try vigil("verify", "case.zip", "--key", "station.pem")
    #expect(good.status == 0 && good.output.contains("verified"), "\(good.output)\(good.errors)")
    let own = try vigil("verify", ".")
    #expect(own.status == 0 && own.output.contains("no --key was given"), "\(own.output)\(own.errors)")
    let alone = try vigil("verify", "case.zip")
    #expect(alone.status == 1 && alone.output.contains("--key"))
    var bytes = try Data(contentsOf: folder.appending("case.zip"))
    let clip = try #require(bytes.firstRange(of: Data("pictures".utf8)))
    bytes[clip.lowerBound] ^= 1
    try bytes.write(to: folder.appending("case.zip"))
    let bad = try vigil("verify", "case.zip", "--key", "station.pem")
    #expect(bad.status == 1 && bad.output.contains("NOT verified"))
    let other = try TemporaryFolder()
    _ = try StationKey(folder: other.url)
    let foreign = try vigil("verify", ".", "--key", other.path("station.pem"))
    #expect(foreign.status == 1 && foreign.output.contains("none of those trusted"))
  }
}
