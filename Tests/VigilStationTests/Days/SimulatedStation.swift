import Foundation
import Logging
import Testing
import VigilCore
import VigilEvidence
import VigilMedia
import VigilPipeline
import VigilRecording
import VigilStation
import VigilStationConfiguration
import VigilStore
import VigilTestSupport

/// A station whose cameras, networks and clocks are simulated, and all else is real: its database, its thresholds, its evidence, its
/// recordings and what it does each minute and hour.
///
/// A snippet lasts two minutes, a camera sends a picture each 40 s, the station goes round each 600 s, and a segment lasts half an hour, so
/// that thirty days take half a minute.
final class SimulatedStation {
  static let snippet = 120.0
  static let round = 600.0
  static let segment = 1800.0
  static let model = EvidenceManifest.Model(
    name: "simulated", networks: ["extractor": "00", "detector": "11"], preset: "rtfm", crops: 1)

  /// One camera.
  private struct Camera {
    var settings: CameraSettings
    var pattern: ScorePattern
    var reading: CameraReading?
    var connection: PictureLoop.Connection?
    /// What writes segments; a station has a thread for it, which looks by the machine's clock.
    var segments: SegmentRecording?
    var snippets = 0
    /// Seconds of its stream.
    var time = 0.0
    var isLost = false
    /// Until when its pictures are looked at, on the stream's timeline: whether its view settles after a reconnection.
    var seenUntil = 0.0
    var openEvent: UUID?
  }

  let clock: SimulatedClock
  let calendar: Calendar
  let log = LogRecord()
  /// Where everything is; in memory where there is room, as putting things on the disk takes most of the time otherwise.
  let folder: URL
  var file: StationFile
  private(set) var station: Station
  private let place: URL
  private let loop: PictureLoop
  private var rounds: Station.Rounds
  private var cameras: [Camera]
  private var lastRound = 0.0
  /// What a program that was killed cannot let go of in this one.
  private var killed: [(Station, [Camera])] = []

  init(_ lines: String, incidents: [Incident], from start: Date, calendar: Calendar) async throws {
    clock = SimulatedClock(start)
    self.calendar = calendar
    loop = try await PictureLoop()
    let memory = URL(filePath: "/dev/shm")
    let room = try? memory.resourceValues(forKeys: [.volumeAvailableCapacityKey]).volumeAvailableCapacity
    let parent = (room ?? 0) > 512 << 20 ? memory : FileManager.default.temporaryDirectory
    place = parent.appending(path: "vigil-days-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: place, withIntermediateDirectories: true)
    folder = place.appending(path: "data")
    let url = place.appending(path: "station.yaml")
    try Data("folder: \(folder.path)\nfree: 100MiB\n\(lines)".utf8).write(to: url)
    file = try StationFile(url)
    cameras = file.cameras.enumerated().map { index, settings in
      var settings = settings
      // The thread that writes clips looks each quarter of a second, in which minutes pass here.
      settings.before = 800
      let own = incidents.filter { $0.camera == settings.name }
      return Camera(
        settings: settings, pattern: ScorePattern(own, calendar: calendar, seed: UInt64(index + 1)))
    }
    station = try Self.open(file, in: place, clock, calendar, log)
    rounds = Station.Rounds(clock.clocks)
    try await begin()
  }

  deinit { try? FileManager.default.removeItem(at: place) }

  private static func open(
    _ file: StationFile, in place: URL, _ clock: SimulatedClock, _ calendar: Calendar, _ log: LogRecord
  ) throws -> Station {
    try Station(
      file, at: place.appending(path: "station.yaml"), clocks: clock.clocks, calendar: calendar,
      storing: StoreOptions(scoreAge: round), environment: [:], log: log.logger())
  }

  private func begin() async throws {
    await station.recover()
    rounds = Station.Rounds(clock.clocks)
    lastRound = clock.now
    for index in cameras.indices {
      var settings = cameras[index].settings
      let isContinuous = settings.record == .continuous
      if isContinuous { settings.record = .events }
      let reading = try await station.reading(of: settings, model: Self.model, threshold: 0.7)
      cameras[index].connection = reading.source.ring.map { PictureLoop.Connection(loop, $0) }
      if isContinuous, let ring = reading.source.ring {
        cameras[index].segments = SegmentRecording(
          camera: settings.name, ring: ring,
          folder: RecordingFolder(folder, store: station.store, clocks: clock.clocks),
          options: SegmentRecorderOptions(seconds: Self.segment), clocks: clock.clocks, report: { _ in })
      }
      cameras[index].reading = reading
      (cameras[index].snippets, cameras[index].time, cameras[index].isLost) = (0, 0, false)
      cameras[index].seenUntil = 0
      cameras[index].openEvent = nil
    }
  }

  // MARK: What happens to it

  /// Lets time pass, to a date.
  func run(to date: Date) async throws {
    while clock.date < date {
      try await passSnippet()
      for camera in cameras where camera.snippets.isMultiple(of: 5) { camera.segments?.write() }
      if clock.now - lastRound >= Self.round {
        lastRound = clock.now
        await station.goRound(&rounds, file)
      }
    }
  }

  /// Ends it as a stop would, and starts it again.
  ///
  /// - Parameter meanwhile: Done in between.
  func restart(_ meanwhile: () throws -> Void = {}) async throws {
    for index in cameras.indices {
      cameras[index].segments?.finish()
      await cameras[index].reading?.finish()
    }
    await station.finish(&rounds)
    await station.close()
    try meanwhile()
    station = try Self.open(file, in: place, clock, calendar, log)
    try await begin()
  }

  /// Leaves everything as it is, as `kill -9` would, but for scores that wait in memory; and starts it again.
  func kill() async throws {
    try station.store.close()
    killed.append((station, cameras))
    station = try Self.open(file, in: place, clock, calendar, log)
    try await begin()
  }

  /// Loses a camera, until it is found again.
  func lose(_ name: String) async {
    await each(name) { camera in
      camera.isLost = true
      let loss = SourceLoss(
        reason: .connectionLost, time: camera.time, date: self.clock.date, message: "the camera is gone")
      await camera.reading?.take(DetectionUpdate(.lost(loss), counts: PipelineCounts()))
    }
  }

  /// Finds a camera again.
  func find(_ name: String) async {
    await each(name) { camera in
      camera.isLost = false
      camera.connection?.reconnect()
      camera.seenUntil = camera.time + 600
      let gap = SourceGap(start: camera.time, end: camera.time, reason: .connectionLost)
      await camera.reading?.take(DetectionUpdate(.gap(gap), counts: PipelineCounts()))
    }
  }

  /// Changes a setting while it runs, as a program beside it does.
  func change(_ camera: String, _ key: String, _ value: String?, for seconds: Double? = nil) throws {
    try StationStore.set(
      RuntimeChange(
        camera: camera, key: key, value: value, by: "anna", at: clock.date,
        until: seconds.map { clock.date + $0 }),
      besideStationIn: folder)
  }

  private func each(_ name: String, _ body: (inout Camera) async -> Void) async {
    for index in cameras.indices where cameras[index].settings.name == name { await body(&cameras[index]) }
  }

  // MARK: A snippet

  private func passSnippet() async throws {
    let date = clock.date
    for picture in 1...Int(Self.snippet / PictureLoop.interval) {
      clock.pass(PictureLoop.interval)
      for index in cameras.indices where !cameras[index].isLost {
        let time = cameras[index].time + Double(picture) * PictureLoop.interval
        cameras[index].connection?.send(at: time, arrival: clock.now)
      }
    }
    for index in cameras.indices {
      let score = cameras[index].pattern.score(at: date)
      let (number, start) = (cameras[index].snippets, cameras[index].time)
      cameras[index].time += Self.snippet
      guard !cameras[index].isLost else { continue }
      cameras[index].snippets += 1
      let position = SnippetPosition(
        index: number, startFrame: number * 16, endFrame: number * 16 + 16, start: start,
        end: start + Self.snippet, date: date)
      if start < cameras[index].seenUntil {
        await cameras[index].reading?.see(Self.frame(of: position))
      }
      await cameras[index].reading?.take(
        DetectionUpdate(
          .scored(SnippetScore(position: position, cropScores: [score])), counts: PipelineCounts()))
      try await follow(&cameras[index])
    }
  }

  /// A picture in the middle of a snippet, with some noise.
  private static func frame(of position: SnippetPosition) -> Frame {
    var random = SplitMix64(seed: UInt64(position.index))
    let pixels = (0..<64 * 48 * 3).map { UInt8($0 % 199 + 1) &+ UInt8(truncatingIfNeeded: random.next() % 3) }
    return Frame(
      index: position.startFrame + 8, time: position.middle, width: 64, height: 48, pixels: pixels)
  }

  /// Lets the threads that write evidence come along where an event begins or ends.
  private func follow(_ camera: inout Camera) async throws {
    let event = station.board[camera.settings.name]?.openEvent
    guard event != camera.openEvent else { return }
    if camera.openEvent != nil { await camera.reading?.settle() }
    camera.openEvent = event
    guard let event, camera.connection != nil else { return }
    let deadline = Clocks.machine.now() + 120
    while try station.store.event(event) == nil
      || station.store.files(FileQuery(kinds: [.clip], event: event)).isEmpty
    {
      try #require(Clocks.machine.now() < deadline, "no event or clip was begun\n\(log.entries.suffix(5))")
      try await Task.sleep(for: .milliseconds(1))
    }
  }
}
