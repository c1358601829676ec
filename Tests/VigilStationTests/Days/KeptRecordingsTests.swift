import Foundation
import Testing
import VigilCore
import VigilRecording
import VigilStation
import VigilStationConfiguration
import VigilStore
import VigilTestSupport

@Suite(.ownThread) struct `What a station keeps of its cameras` {
  private let clock = SimulatedClock(Date(timeIntervalSince1970: 1_800_000_000))
  private let place: TemporaryFolder
  private let cameras = ["door", "gate", "yard"]

  init() throws { place = try TemporaryFolder() }

  private func file(_ cameras: String, _ shared: String = "") throws -> StationFile {
    let url = place.appending("station.yaml")
    let text = "folder: \(place.appending("data").path)\nfree: 100MiB\n\(shared)cameras:\n\(cameras)"
    try Data(text.utf8).write(to: url)
    return try StationFile(url, secrets: SecretSource(environment: [:]))
  }

  private func section(_ name: String, _ keys: String = "keep: 10d, keep_events: 90d") -> String {
    "  \(name): {source: rtsp://127.0.0.1:1/a, \(keys)}\n"
  }

  /// A station with a recording of two days ago, an event of 40 days ago and its clip, and a view, of each camera.
  private func station() throws -> Station {
    let station = try Station(
      try file(cameras.map { section($0) }.joined()), at: place.appending("station.yaml"),
      clocks: clock.clocks, environment: [:], log: LogRecord().logger())
    let folder = RecordingFolder(
      station.store.folder, store: station.store, options: RecordingOptions(reserve: 0),
      clocks: clock.clocks)
    try folder.check()
    for camera in cameras {
      try add(.segment, of: camera, daysAgo: 2, to: station.store, folder)
      let start = clock.date - 40 * 86_400
      let event = StoredEvent(
        id: UUID(), camera: camera, severity: .alarm, state: .ended, start: start, end: start + 9,
        peakScore: 1, peakDate: start, threshold: 0.5, model: "test")
      try station.store.put(event)
      try add(.clip, of: camera, daysAgo: 40, event: event.id, to: station.store, folder)
      let view = station.store.folder.appending(path: "views/\(camera).view.json")
      try FileManager.default.createDirectory(
        at: view.deletingLastPathComponent(), withIntermediateDirectories: true)
      try Data("view".utf8).write(to: view)
    }
    return station
  }

  private func add(
    _ kind: FileKind, of camera: String, daysAgo: Double, event: UUID? = nil, to store: StationStore,
    _ folder: RecordingFolder
  ) throws {
    let end = clock.date - daysAgo * 86_400
    let path = RecordingPath.path(camera: camera, kind: kind, start: end - 10, id: UUID())
    let file = StoredFile(
      camera: camera, kind: kind, event: event, path: path, bytes: 1000, start: end - 10, end: end,
      isFinished: true)
    let url = folder.url(of: file)
    try FileManager.default.createDirectory(
      at: url.deletingLastPathComponent(), withIntermediateDirectories: true)
    try Data(count: 1000).write(to: url)
    _ = try store.add(file)
  }

  /// Lets an hour pass by a file, with all that a station does then.
  private func passHour(_ station: Station, _ file: StationFile) async {
    var rounds = Station.Rounds(clock.clocks)
    clock.pass(3600)
    await station.goRound(&rounds, file)
  }

  /// What there is of a camera, and in the order of this list.
  private func kept(_ station: Station, _ camera: String) throws -> [String] {
    let files = try station.store.files(FileQuery(camera: camera)).filter {
      FileManager.default.fileExists(atPath: station.store.folder.appending(path: $0.path).path)
    }
    let view = station.store.folder.appending(path: "views/\(camera).view.json")
    return (files.contains { $0.kind == .segment } ? ["recording"] : [])
      + (files.contains { $0.kind == .clip } ? ["clip"] : [])
      + (try station.store.events().contains { $0.camera == camera } ? ["event"] : [])
      + (FileManager.default.fileExists(atPath: view.path) ? ["view"] : [])
  }

  private let all = ["recording", "clip", "event", "view"]

  @Test func `stays while a section is wrong or lacks a secret, and goes by its ages once it is right`()
    async throws
  {
    let station = try station()
    let right = section("door")
    await passHour(
      station,
      try file(right + section("gate", "keep_event: 90d") + section("yard", "password: \"${NOT_THERE}\"")))
    for camera in cameras { #expect(try kept(station, camera) == all, "\(camera)") }
    await passHour(
      station, try file(right + section("gate", "keep: 1d, keep_events: 90d") + section("yard", "keep: 9d")))
    #expect(try kept(station, "door") == all)
    #expect(try kept(station, "gate") == ["clip", "event", "view"])
    #expect(try kept(station, "yard") == ["recording", "view"])
    await station.close()
  }

  @Test func `goes by what holds for all cameras once a camera is no longer in the file`() async throws {
    let station = try station()
    await passHour(station, try file(section("door"), "keep: 5d\nkeep_events: 60d\n"))
    #expect(try kept(station, "door") == all)
    for camera in ["gate", "yard"] {
      #expect(try kept(station, camera) == ["recording", "clip", "event"], "\(camera)")
    }
    await passHour(station, try file(section("door"), "keep: 5d\n"))
    for camera in ["gate", "yard"] { #expect(try kept(station, camera) == ["recording"], "\(camera)") }
    await passHour(station, try file(section("door")))
    #expect(try kept(station, "gate").isEmpty && kept(station, "door") == all)
    await station.close()
  }

  @Test func `stays where the name of a section is wrong, which may be that of any camera`() async throws {
    let station = try station()
    await passHour(station, try file(section("door", "keep: 1d") + section("Gate")))
    #expect(try kept(station, "door") == ["view"])
    for camera in ["gate", "yard"] { #expect(try kept(station, camera) == all, "\(camera)") }
    await station.close()
  }
}
