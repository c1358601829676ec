import Foundation
import Testing
import VigilCore
import VigilRecording
import VigilStore

@Suite struct `Keeping recordings within their limits` {
  private static let now = Date(timeIntervalSince1970: 1_800_000_000)

  /// Adds a file of 1000 bytes that ended so many hours ago.
  @discardableResult
  private func add(
    _ station: TestStation, _ kind: FileKind, hoursAgo: Double, camera: String = "gate", event: UUID? = nil
  ) throws -> StoredFile {
    let end = Self.now - hoursAgo * 3600
    let path = RecordingPath.path(camera: camera, kind: kind, start: end - 10, id: UUID())
    let file = StoredFile(
      camera: camera, kind: kind, event: event, path: path, bytes: 1000, start: end - 10, end: end,
      isFinished: true)
    let url = station.folder.url(of: file)
    try FileManager.default.createDirectory(
      at: url.deletingLastPathComponent(), withIntermediateDirectories: true)
    try Data(repeating: 0, count: 1000).write(to: url)
    return try station.store.add(file)
  }

  private func addEvent(_ station: TestStation, isKept: Bool) throws -> UUID {
    let event = StoredEvent(
      id: UUID(), camera: "gate", severity: .alarm, state: .ended, start: Self.now, end: Self.now,
      peakScore: 1, peakDate: Self.now, threshold: 0.5, model: "test")
    _ = try station.store.put(event)
    if isKept { try station.store.setKept(event.id, true, by: "a test") }
    return event.id
  }

  private func paths(_ station: TestStation) throws -> Set<String> {
    let rows = try station.store.files(FileQuery()).map(\.path)
    #expect(Set(try station.files()) == Set(rows))
    #expect(try station.store.garbage().isEmpty)
    return Set(rows)
  }

  @Test func `removes segments and clips by their own ages, of each camera by its rules`() throws {
    let station = try TestStation()
    try station.folder.check()
    let event = try addEvent(station, isKept: false)
    for hours in [1.0, 30, 50] {
      try add(station, .segment, hoursAgo: hours)
      try add(station, .segment, hoursAgo: hours, camera: "yard")
      try add(station, .clip, hoursAgo: hours, event: event)
    }
    var retention = Retention(
      station.folder, rules: RetentionRules(keep: 24 * 3600, keepEvents: 40 * 3600),
      cameras: ["yard": RetentionRules(keep: 48 * 3600)])
    let report = try retention.prune(at: Self.now)
    #expect(report.segments == 3 && report.eventFiles == 1 && report.bytes == 4000)
    #expect(report.events == [event] && report.shortage == nil)
    #expect(try paths(station).count == 5)
    retention.cameras = [:]
    #expect(try retention.prune(at: Self.now).segments == 1)
  }

  @Test func `makes room with the oldest segments, then with the oldest clips`() throws {
    let station = try TestStation()
    try station.folder.check()
    let event = try addEvent(station, isKept: false)
    let clips = try [40.0, 41, 42].map { try add(station, .clip, hoursAgo: $0, event: event) }
    let segments = try [1.0, 2, 3].map { try add(station, .segment, hoursAgo: $0) }
    var retention = Retention(station.folder, room: RetentionRoom(most: 4500))
    #expect(try retention.prune(at: Self.now).segments == 2)
    #expect(try paths(station) == Set(clips.map(\.path) + [segments[0].path]))
    retention.room.most = 2000
    let report = try retention.prune(at: Self.now)
    #expect(report.segments == 1 && report.eventFiles == 1)
    #expect(try paths(station) == Set(clips.prefix(2).map(\.path)))
  }

  @Test func `never removes what is kept, a manifest, or what is being written`() throws {
    let station = try TestStation()
    try station.folder.check()
    let kept = try add(station, .clip, hoursAgo: 900, event: try addEvent(station, isKept: true))
    let manifest = try add(station, .manifest, hoursAgo: 900, event: try addEvent(station, isKept: false))
    var growing = try add(station, .segment, hoursAgo: 900)
    growing.isFinished = false
    try station.store.update(growing)
    try add(station, .segment, hoursAgo: 900)
    let retention = Retention(
      station.folder, rules: RetentionRules(keep: 1, keepEvents: 1), room: RetentionRoom(most: 1))
    let report = try retention.prune(at: Self.now)
    #expect(report.segments == 1 && report.eventFiles == 0)
    #expect(try paths(station) == [kept.path, manifest.path, growing.path])
    #expect(report.shortage?.code == .full)
  }

  @Test func `stops recording when only what is kept is left, and lets it go on`() throws {
    let station = try TestStation()
    try station.folder.check()
    let event = try addEvent(station, isKept: true)
    try add(station, .clip, hoursAgo: 1, event: event)
    let retention = Retention(station.folder, room: RetentionRoom(most: 500))
    for _ in 0..<2 { #expect(try retention.prune(at: Self.now).shortage != nil) }
    #expect(throws: RecordingError.self) { try station.folder.check() }
    #expect(station.reports.all.count == 1 && station.folder.stopReason?.code == .full)
    try station.store.setKept(event, false, by: "a test")
    #expect(try retention.prune(at: Self.now).eventFiles == 1)
    try station.folder.check()
  }

  @Test func `goes on with a removal that was interrupted`() throws {
    let station = try TestStation()
    try station.folder.check()
    let file = try add(station, .segment, hoursAgo: 1)
    try add(station, .segment, hoursAgo: 1)
    // The program ended after the row was garbage, and before the file was removed.
    _ = try station.store.discard([file.id])
    #expect(try station.files().count == 2)
    #expect(try Retention(station.folder).prune(at: Self.now).segments == 0)
    #expect(try paths(station).count == 1)
  }

  @Test func `leaves no empty folder, nor that of a day which was not past when its last file went`() throws {
    let station = try TestStation()
    try station.folder.check()
    let retention = Retention(station.folder, rules: RetentionRules(keep: 24 * 3600))
    let days = station.folder.url.appending(path: "recordings/gate")
    func names() throws -> [String] {
      try FileManager.default.contentsOfDirectory(atPath: days.path).sorted()
    }
    for day in 0..<5 {
      station.clock.now = 1000 + Double(day) * 86_400
      try add(station, .segment, hoursAgo: 25 - Double(day) * 24)
      #expect(try retention.prune(at: Self.now + Double(day) * 86_400).segments == 1)
    }
    let left = try names()
    #expect(left.count <= 2, "\(left)")
  }

  @Test func `keeps a floor of free bytes`() throws {
    let station = try TestStation()
    try station.folder.check()
    for hours in [1.0, 2] { try add(station, .segment, hoursAgo: hours) }
    let report = try Retention(station.folder, room: RetentionRoom(free: .max / 2)).prune(at: Self.now)
    #expect(report.segments == 2 && report.shortage?.code == .full)
    #expect(try Retention(station.folder, room: RetentionRoom(free: 1)).prune(at: Self.now).shortage == nil)
  }
}
