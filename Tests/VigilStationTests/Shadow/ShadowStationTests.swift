import Foundation
import Testing
import VigilCore
import VigilPreprocessing
import VigilStation
import VigilStationConfiguration
import VigilStore
import VigilTestSupport

@Suite(.ownThread) struct `A model in the shadow of a camera` {
  private let bench: StationBench
  private let camera: FakeCamera
  /// The model that the file gives: it scores nearly 0, whatever it sees.
  private let low: String

  init() throws {
    bench = try StationBench()
    camera = try FakeCamera { $0.rate = 25 }
    low = try OtherHead.write("low", bias: -8, in: bench.folder)
    try bench.write(
      "before: 1s\nafter: 1s", ("door", "source: rtsp://127.0.0.1:\(camera.port)/main\nmodel: \(low)"))
  }

  private func change(_ date: Date = Date()) throws -> ShadowChange {
    ShadowChange(try StationFile(bench.file), by: "anna", at: date)
  }

  private func samples(_ station: Station, _ shadow: String? = nil) throws -> [ScoreSample] {
    try station.store.samples(camera: "door", shadow: shadow, from: .distantPast, to: .distantFuture)
  }

  @Test func `scores beside it without events, takes its place by one command, and leaves it by another`()
    async throws
  {
    let folder = try OtherHead.write("new", in: bench.folder)
    let (own, new) = (try OtherHead.name(low), try OtherHead.name(folder))
    try await bench.running { station, _ in
      try await bench.until("door", isScored: 3, in: station)
      #expect(station.board["door"]?.model == own)
      #expect(try change().shadow(["door"], by: folder) == ["door: \(folder) scores in shadow"])
      try await bench.until("scores of the shadow") { try samples(station, new).count >= 5 }
      // The camera was read all the time.
      #expect(camera.connections.count == 1)
      #expect(station.board["door"]?.shadow?.name == new)
      #expect(station.board["door"]?.shadow?.thresholds.alarm.basis == .provisional)
      let (present, shadow) = (try samples(station), try samples(station, new))
      #expect(present.allSatisfy { $0.score < 0.1 } && shadow.allSatisfy { $0.score > 0.9 })
      #expect(Set(shadow.map(\.start)).isSubset(of: present.map(\.start)))
      #expect(try station.store.events().isEmpty)

      let lines = try change().adopt(["door"])
      #expect(lines.count == 3 && lines[0].contains("is the model") && lines[1].contains("provisional"))
      try await bench.until("an alarm of the new model") {
        try station.store.events().first?.severity == .alarm
      }
      #expect(try station.store.events().first?.model == new)
      #expect(camera.connections.count == 2)
      try await bench.until("it is shown") {
        station.board["door"]?.model == new && station.board["door"]?.shadow == nil
      }

      #expect(try change().revert(["door"]).first?.contains("which the file gives") == true)
      try await bench.until("the former model") { station.board["door"]?.model == own }
      try await bench.until("door", isScored: 3, in: station)
    }
    let store = try StationStore(reading: bench.data)
    let events = try store.events()
    #expect(events.map(\.state) == [.ended])
    // What the new model found has its evidence, though it was taken away while the event went on.
    let files = try store.files(FileQuery(event: events[0].id))
    #expect(Set(files.map(\.kind)).isSuperset(of: [.clip, .track]) && files.allSatisfy { $0.isFinished })
    #expect(try store.manifests(of: events[0].id).count == 1)
    #expect(throws: StationError.self) { try change().revert(["door"]) }
    #expect(throws: StationError.self) { try change().adopt(["door"]) }
  }

  @Test func `is refused if it is for other features, by the command and by the station, which goes on`()
    async throws
  {
    let folder = try OtherHead.write("five", crops: .five, in: bench.folder)
    try await bench.running { station, _ in
      try await bench.until("door", isScored: 2, in: station)
      let reason = try #require(
        #expect(throws: (any Error).self) { try change().shadow(["door"], by: folder) })
      #expect(reason.explanation.contains("same extractor, preset and crops"))
      #expect(!reason.explanation.contains("\n"))
      // By somebody who asked no command.
      try StationStore.set(
        RuntimeChange(camera: "door", key: ShadowKeys.folder, value: folder, by: "anna", at: Date()),
        besideStationIn: bench.data)
      try await bench.until("it is told") {
        station.board["door"]?.health["shadow"]?.contains("same extractor") == true
      }
      try await bench.until("door", isScored: 3, in: station)
      #expect(station.board["door"]?.shadow == nil && station.board["door"]?.state == .watching)
      #expect(try change().stop([]) == ["door: \(folder) no longer scores in shadow"])
      try await bench.until("it is over") { station.board["door"]?.health.isEmpty == true }
    }
    #expect(camera.connections.count == 1)
    let notices = try StationStore(reading: bench.data).notices(NoticeQuery(kind: "shadow"))
    #expect(notices.count == 1 && notices[0].end != nil)
    // Viewers see notices: they have its name, and the log has where it is.
    let parent = bench.folder.url.path
    #expect(
      notices[0].message.contains("five.vigil is for the features") && !notices[0].message.contains(parent))
    #expect(bench.log.entries.contains { $0.contains("health=shadow") && $0.contains(parent) })
  }

  @Test func `that was adopted and is gone leaves the camera to the one before, which is told`() async throws
  {
    let first = try OtherHead.write("first", bias: -7, in: bench.folder)
    let second = try OtherHead.write("second", in: bench.folder)
    try await bench.running { station, _ in
      try await bench.until("door", isScored: 1, in: station)
    }
    let name = try OtherHead.name(first)
    for folder in [first, second] {
      _ = try change().shadow([], by: folder)
      _ = try change().adopt([])
      let author = StandingThresholds.author(folder == first ? name : try OtherHead.name(second))
      for (key, value) in [(StandingThresholds.alarmKey, "0.75"), (StandingThresholds.reviewKey, "0.55")] {
        try StationStore.set(
          RuntimeChange(
            camera: "door", key: key, value: folder == first ? value : "0.95", by: author, at: Date()),
          besideStationIn: bench.data)
      }
    }
    try FileManager.default.removeItem(atPath: second)
    try await bench.running { station, _ in
      try await bench.until("door", isScored: 2, in: station)
      #expect(station.board["door"]?.model == name)
      let told = try #require(station.board["door"]?.health["model"])
      #expect(told.contains("second.vigil") && !told.contains(bench.folder.url.path), "\(told)")
      // With the thresholds that were found for it.
      let thresholds = station.board["door"]?.thresholds
      #expect(thresholds?.alarm.scores == [0.75] && thresholds?.review.scores == [0.55])
      #expect(thresholds?.alarm.basis == .calibrated)
    }
  }

  @Test func `that was adopted for features which the file gives no more leaves the camera to the file's`()
    async throws
  {
    let alone = try OtherHead.write("alone", isAlone: true, in: bench.folder)
    try await bench.running { station, _ in
      try await bench.until("door", isScored: 1, in: station)
    }
    _ = try change().shadow([], by: alone)
    _ = try change().adopt([])
    try await bench.running { station, _ in
      try await bench.until("door", isScored: 1, in: station)
      #expect(station.board["door"]?.model?.contains("alone") == true)
    }
    try bench.write(
      "", ("door", "source: rtsp://127.0.0.1:\(camera.port)/main\nmodel: \(low)\ncrops: 5"))
    try await bench.running { station, _ in
      try await bench.until("door", isScored: 1, in: station)
      #expect(station.board["door"]?.model == (try OtherHead.name(low)))
      let told = try #require(station.board["door"]?.health["model"])
      #expect(told.contains("alone.vigil: it was adopted for the features of") && !told.contains("\n"))
    }
  }
}
