import Foundation
import Testing
import VigilCore
import VigilStation
import VigilStationConfiguration
import VigilStore
import VigilTestSupport

@Suite struct `The calibration of a station` {
  private let folder: TemporaryFolder
  private let store: StationStore
  private let archive: Archive
  private let log = LogRecord()
  private let start = Date(timeIntervalSince1970: 1_790_000_000)

  init() throws {
    folder = try TemporaryFolder()
    store = try StationStore(folder: folder.url)
    archive = Archive(store, board: StationBoard(), log: log.logger())
  }

  private func camera(_ change: (inout CameraSettings) -> Void = { _ in }) -> CameraSettings {
    var camera = CameraSettings()
    camera.name = "door"
    change(&camera)
    return camera
  }

  /// Stores scores whose log-odds fall off exponentially, one in 30 s.
  private func watch(from hour: Int, hours: Int, seed: UInt64 = 7) throws {
    var random = SplitMix64(seed: seed)
    for index in hour * 120..<(hour + hours) * 120 {
      let odds = -4 - Foundation.log(Double.random(in: 1e-9..<1, using: &random))
      try store.append(
        ScoreSample(
          start: start + Double(index) * 30, duration: 30, score: Float(1 / (1 + Foundation.exp(-odds)))),
        camera: "door")
    }
    try store.flushScores()
  }

  private func thresholds(after hours: Int, model: String = "demo") throws -> StandingThresholds {
    let date = start + Double(hours) * 3600
    return StandingThresholds(
      camera(), changes: try store.changes(at: date).filter { $0.camera == "door" }, model: 0.7, name: model)
  }

  @Test func `waits until there are enough scores, and then says what it found`() async throws {
    Calibration.note("demo", of: "door", in: archive, at: start)
    try watch(from: 0, hours: 12)
    await Calibration(archive: archive, log: log.logger()).run([camera()], at: start + 12 * 3600)
    #expect(try thresholds(after: 12).alarm.basis == .provisional)
    try watch(from: 12, hours: 110, seed: 8)
    await Calibration(archive: archive, log: log.logger()).run([camera()], at: start + 122 * 3600)
    let found = try thresholds(after: 122)
    #expect(found.alarm.basis == .calibrated && found.review.basis == .calibrated)
    #expect(found.review.scores[0] < found.alarm.scores[0])
    #expect(log.entries.contains { $0.contains("alarm: ") && $0.contains("camera=door") })
    // What is calibrated stays until somebody asks, the camera moves, or there is much more to go by.
    try watch(from: 122, hours: 24, seed: 9)
    await Calibration(archive: archive, log: log.logger()).run([camera()], at: start + 146 * 3600)
    #expect(try thresholds(after: 146) == found)
  }

  @Test func `is made again when there is four times as much to go by, and then by itself no more`()
    async throws
  {
    Calibration.note("demo", of: "door", in: archive, at: start)
    func run(after hours: Int) async throws -> StandingThresholds {
      await Calibration(archive: archive, log: log.logger()).run([camera()], at: start + Double(hours) * 3600)
      return try thresholds(after: hours)
    }
    try watch(from: 0, hours: 50)
    let first = try await run(after: 50)
    #expect(first.alarm.basis == .calibrated)
    try watch(from: 50, hours: 149, seed: 8)
    #expect(try await run(after: 199) == first)
    try watch(from: 199, hours: 2, seed: 9)
    let second = try await run(after: 201)
    #expect(second.alarm.basis == .calibrated && second.alarm != first.alarm)
    try watch(from: 201, hours: 610, seed: 10)
    let third = try await run(after: 811)
    #expect(third.alarm != second.alarm)
    try watch(from: 811, hours: 24, seed: 11)
    #expect(try await run(after: 5000) == third)
  }

  @Test func `begins anew with another model`() async throws {
    Calibration.note("demo", of: "door", in: archive, at: start)
    try watch(from: 0, hours: 120)
    await Calibration(archive: archive, log: log.logger()).run([camera()], at: start + 120 * 3600)
    Calibration.note("other", of: "door", in: archive, at: start + 120 * 3600)
    await Calibration(archive: archive, log: log.logger()).run([camera()], at: start + 121 * 3600)
    #expect(try thresholds(after: 121, model: "other").alarm.basis == .provisional)
  }

  @Test func `is stale once the camera was moved, and begins anew with the new view`() async throws {
    Calibration.note("demo", of: "door", in: archive, at: start)
    try watch(from: 0, hours: 120)
    await Calibration(archive: archive, log: log.logger()).run([camera()], at: start + 120 * 3600)
    try store.set(
      RuntimeChange(
        camera: "door", key: StandingThresholds.viewKey, value: "moved", by: "the camera's view",
        at: start + 121 * 3600))
    #expect(try thresholds(after: 122).alarm.basis == .stale)
    await Calibration(archive: archive, log: log.logger()).run([camera()], at: start + 123 * 3600)
    #expect(try thresholds(after: 123).alarm.basis == .stale)
    try watch(from: 121, hours: 120, seed: 10)
    await Calibration(archive: archive, log: log.logger()).run([camera()], at: start + 241 * 3600)
    #expect(try thresholds(after: 241).alarm.basis == .calibrated)
  }

  @Test func `finds none for a model that is used for want of another, whose thresholds are kept`()
    async throws
  {
    let author = StandingThresholds.author("adopted")
    let kept = RuntimeChange(
      camera: "door", key: StandingThresholds.alarmKey, value: "0.9", by: author, at: start)
    try store.set(kept)
    Calibration.note("demo", of: "door", isSubstitute: true, in: archive, at: start)
    try watch(from: 0, hours: 120)
    let end = start + 120 * 3600
    await Calibration(archive: archive, log: log.logger()).run([camera()], at: end)
    #expect(try store.changes(at: end).filter { $0.key.hasPrefix("threshold") } == [kept])
    // Somebody has it back for good: its scores count from the beginning.
    Calibration.note("demo", of: "door", in: archive, at: end)
    await Calibration(archive: archive, log: log.logger()).run([camera()], at: end)
    #expect(try thresholds(after: 120).alarm.basis == .calibrated)
  }

  @Test func `leaves what the file gives`() async throws {
    Calibration.note("demo", of: "door", in: archive, at: start)
    try watch(from: 0, hours: 120)
    let given = camera { ($0.threshold, $0.reviewThreshold) = (0.8, 0.6) }
    await Calibration(archive: archive, log: log.logger()).run([given], at: start + 120 * 3600)
    #expect(try store.changes(at: start + 121 * 3600).allSatisfy { $0.key == Calibration.modelKey })
  }
}
