import Foundation
import Testing
import VigilCore
import VigilEvaluation
import VigilStation
import VigilStationConfiguration
import VigilStore
import VigilTestSupport

/// Adoption of a model that scored in shadow for days.
@Suite struct `Adopting a model` {
  private let bench: StationBench
  private let folder: String
  private let store: StationStore
  private let start = Date(timeIntervalSince1970: 1_790_000_000)

  init() throws {
    bench = try StationBench()
    try bench.write("", ("door", "source: rtsp://127.0.0.1:1/a"))
    folder = try OtherHead.write("new", in: bench.folder)
    store = try StationStore(folder: bench.data)
  }

  private var now: Date { start + 120 * 3600 }

  private func change() throws -> ShadowChange {
    ShadowChange(try StationFile(bench.file), by: "anna", at: now)
  }

  private func set(_ key: String, _ value: String, by: String = "the station", at date: Date) throws {
    try store.set(RuntimeChange(camera: "door", key: key, value: value, by: by, at: date))
  }

  private func changes() throws -> [RuntimeChange] { try store.changes(at: now + 1) }

  /// Scores of hours, one in 30 s, whose log-odds fall off exponentially.
  private func watch(_ hours: Int, shadow: String?) throws {
    var random = SplitMix64(seed: 7)
    for index in 0..<hours * 120 {
      let odds = -4 - Foundation.log(Double.random(in: 1e-9..<1, using: &random))
      try store.append(
        ScoreSample(
          start: start + Double(index) * 30, duration: 30, score: Float(1 / (1 + Foundation.exp(-odds)))),
        camera: "door", shadow: shadow)
    }
    try store.flushScores()
  }

  @Test func `calibrates it at once from what it scored, and going back gives the former thresholds back`()
    throws
  {
    let (own, new) = (try OtherHead.name(StationBench.model), try OtherHead.name(folder))
    let author = StandingThresholds.author(own)
    try set(StandingThresholds.alarmKey, "0.75", by: author, at: start + 60)
    try set(StandingThresholds.reviewKey, "0.55", by: author, at: start + 60)
    _ = try change().shadow(["door"], by: folder)
    try watch(120, shadow: new)
    let lines = try change().adopt(["door"])
    #expect(lines[1].contains("calibrated") && lines[2].contains("calibrated"), "\(lines)")
    let adopted = try changes()
    #expect(AdoptedModels(adopted).folder == folder)
    #expect(adopted.allSatisfy { !ShadowKeys.all.contains($0.key) })
    var camera = CameraSettings()
    camera.name = "door"
    let thresholds = StandingThresholds(camera, changes: adopted, model: 0.8, name: new)
    #expect(thresholds.alarm.basis == .calibrated && thresholds.review.basis == .calibrated)
    #expect(thresholds.review.scores[0] < thresholds.alarm.scores[0])
    #expect(StandingThresholds(camera, changes: adopted, model: 0.8, name: own).alarm.basis == .provisional)

    let line = try change().revert(["door"])
    #expect(
      line == ["door: \(StationBench.model), which the file gives, is the model again, in place of \(folder)"]
    )
    let former = StandingThresholds(camera, changes: try changes(), model: 0.8, name: own)
    #expect(former.alarm.scores == [0.75] && former.alarm.basis == .calibrated)
    #expect(former.review.scores == [0.55])
    #expect(try changes().first { $0.key == StandingThresholds.alarmKey }?.at == start + 60)
    #expect(AdoptedModels(try changes()).steps.isEmpty)
  }

  @Test func `says so where there is too little yet, and the model's threshold holds`() throws {
    _ = try change().shadow(["door"], by: folder)
    try watch(10, shadow: try OtherHead.name(folder))
    let lines = try change().adopt([])
    #expect(lines.count == 3 && lines.dropFirst().allSatisfy { $0.contains("provisional") }, "\(lines)")
    #expect(try changes().allSatisfy { !$0.key.hasPrefix("threshold") })
  }

  @Test
  func `warns that the file's thresholds were chosen for the other model, with what it would have without`()
    throws
  {
    let door = ("door", "source: rtsp://127.0.0.1:1/a")
    try bench.write("threshold: 0.9", door)
    _ = try change().shadow(["door"], by: folder)
    try watch(120, shadow: try OtherHead.name(folder))
    let lines = try change().adopt(["door"])
    #expect(lines.count == 5 && lines[1].contains("0.9, as given in the file"), "\(lines)")
    #expect(lines[3].hasPrefix("  warning: threshold: of the file was chosen for the other model"))
    #expect(
      lines[4].hasPrefix("  without it: alarms from ") && lines[4].contains("calibrated"), "\(lines[4])")
    // What would hold without is kept, and does once the file no longer gives any.
    try bench.write("", door)
    let camera = try #require(try StationFile(bench.file).cameras.first)
    let free = StandingThresholds(
      camera, changes: try changes(), model: 0.8, name: try OtherHead.name(folder))
    #expect(lines[4].contains("alarms from \(free.alarm)"))
    _ = try change().revert([])
    try bench.write("threshold: 0.9\nreview_threshold: 0.4", door)
    _ = try change().shadow(["door"], by: folder)
    let both = try change().adopt(["door"])
    #expect(
      both.contains { $0.contains("threshold: and review_threshold: of the file were chosen") }, "\(both)")
  }

  @Test func `goes back step by step to the file's model`() throws {
    let other = try OtherHead.write("other", bias: 4, in: bench.folder)
    for model in [folder, other] {
      _ = try change().shadow(["door"], by: model)
      _ = try change().adopt(["door"])
    }
    #expect(AdoptedModels(try changes()).folder == other)
    _ = try change().revert([])
    #expect(AdoptedModels(try changes()).folder == folder)
    // Who is told of no cameras goes on where there is something to go back to.
    _ = try change().revert([])
    #expect(AdoptedModels(try changes()).folder == nil)
    #expect(throws: StationError.self) { try change().revert([]) }
  }

  @Test func `refuses what cannot be used, and changes nothing`() throws {
    func reason(_ body: () throws -> [String]) -> String {
      do {
        return "did: \(try body())"
      } catch { return error.explanation }
    }
    #expect(reason { try change().shadow(["door"], by: "/no/such.vigil") }.contains("there is no model"))
    #expect(reason { try change().shadow(["door"], by: StationBench.model) }.contains("has already"))
    #expect(reason { try change().shadow(["yard"], by: folder) }.contains("yard"))
    let weights = URL(filePath: folder).appending(path: "detector.safetensors")
    var bytes = try Data(contentsOf: weights)
    bytes[bytes.count - 1] ^= 1
    try bytes.write(to: weights)
    #expect(reason { try change().shadow(["door"], by: folder) }.contains("sha256"))
    #expect(reason { try change().stop(["door"]) }.contains("no model scores in the shadow of door"))
    #expect(try changes().isEmpty)
  }

  @Test func `has the station calibrate a model in shadow each hour, as the camera's own`() async throws {
    let log = LogRecord()
    let archive = Archive(store, board: StationBoard(), log: log.logger())
    let new = try OtherHead.name(folder)
    _ = try change().shadow(["door"], by: folder)
    try set(ShadowKeys.model, new, at: start)
    try watch(120, shadow: new)
    let camera = try #require(try StationFile(bench.file).cameras.first)
    await Calibration(archive: archive, log: log.logger()).run([camera], at: now)
    let found = try changes().filter { [ShadowKeys.alarm, ShadowKeys.review].contains($0.key) }
    #expect(found.count == 2 && found.allSatisfy { $0.by == StandingThresholds.author(new) })
    #expect(try changes().allSatisfy { $0.key != StandingThresholds.alarmKey })
  }

  @Test func `and ending a shadow win over a calibration that goes on meanwhile`() async throws {
    let log = LogRecord()
    let archive = Archive(store, board: StationBoard(), log: log.logger())
    let (own, new) = (try OtherHead.name(StationBench.model), try OtherHead.name(folder))
    let camera = try #require(try StationFile(bench.file).cameras.first)
    /// Calibrates; `body` runs while it computes.
    func calibrate(_ body: @escaping @Sendable (ShadowChange) throws -> Void) async {
      let calibration = Calibration(archive: archive, log: log.logger()) { [bench, now] scores in
        do { try body(ShadowChange(StationFile(bench.file), by: "anna", at: now)) } catch {
          Issue.record(error)
        }
        return scores.thresholds()
      }
      await calibration.run([camera], at: now)
    }
    _ = try change().shadow(["door"], by: folder)
    try set(ShadowKeys.model, new, at: start)
    try watch(120, shadow: new)
    await calibrate { _ = try $0.stop(["door"]) }
    #expect(try changes().allSatisfy { !ShadowKeys.all.contains($0.key) })

    try set(Calibration.modelKey, own, at: start)
    try watch(120, shadow: nil)
    _ = try change().shadow(["door"], by: folder)
    await calibrate { _ = try $0.adopt(["door"]) }
    let author = StandingThresholds.author(new)
    let found = try changes().filter { $0.key.hasPrefix("threshold") }
    #expect(found.count == 2 && found.allSatisfy { $0.by == author }, "\(found)")
    #expect(log.entries.allSatisfy { !$0.contains("alarm: ") })
  }

  @Test func `is listed with who did it and when`() throws {
    _ = try change().shadow(["door"], by: folder)
    func lines() throws -> [String] {
      try CameraTable().lines(StationFile(bench.file), store: store, at: now + 1)
    }
    let shadowed = try lines()
    #expect(shadowed.contains { $0.hasPrefix("door: shadow \(folder), by anna, ") }, "\(shadowed)")
    _ = try change().adopt([])
    let adopted = try lines()
    let start = "door: model \(folder) (the file: \(StationBench.model)), by anna, "
    #expect(adopted.contains { $0.hasPrefix(start) }, "\(adopted)")
  }
}
