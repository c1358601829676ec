import Foundation
import Testing
import VigilCore
import VigilModels
import VigilStation
import VigilStore
import VigilTestSupport

/// `vigil train --from-station`, on what a station with the demo model would have kept.
@Suite struct `Learning from a station on the command line` {
  private let folder: TemporaryFolder
  private let now = Date()

  init() throws {
    folder = try TemporaryFolder()
    let yaml = """
      folder: \(folder.path("station"))
      model: \(TestModels.demo.path)
      cameras:
        gate: {source: a.mp4}
        yard: {source: b.mp4, model: flow}
      """
    try Data(yaml.utf8).write(to: folder.appending("yard.yaml"))
    try StationStore(folder: folder.appending("station")).close()
  }

  private func learn(_ arguments: String...) throws -> VigilCommand.Outcome {
    try VigilCommand(
      ["train", "--from-station", "yard.yaml", "--output", "new.vigil"] + arguments, in: folder.url
    ).finish()
  }

  private var isNew: Bool { FileManager.default.fileExists(atPath: folder.path("new.vigil")) }

  /// Features of the demo model's length: what is abnormal is high in the first half, what people call false in the second.
  private func features(_ name: String, _ offsets: (Float, Float)) -> [Float] {
    DeterministicValues.uniform(name, count: 344).enumerated().map { index, value in
      value * 0.3 + (index < 172 ? offsets.0 : offsets.1)
    }
  }

  private func fill(_ store: StationStore) throws {
    let selection = try ModelSelection(named: [TestModels.demo.path])
    let network = try EngineConfiguration().computed(selection).featureNetwork
    try store.set(
      RuntimeChange(
        camera: "gate", key: Calibration.modelKey, value: selection.recordedName, by: "the station",
        at: now - 9 * 86_400))
    for day in 0..<6 {
      let morning = now - Double(8 - day) * 86_400
      for number in 0..<14 {
        let start = morning + Double(number) * 60
        let isReal = number < 3
        let name = "\(day) \(number)"
        var stretch = FeatureStretch(
          camera: "gate", kind: .quiet, network: network, crops: 1, size: 344,
          snippets: [
            FeatureStretch.Snippet(start: start, duration: 1, score: 0.1, features: features(name, (0, 0)))
          ])
        if number < 8 {
          let event = StoredEvent(
            id: UUID(), camera: "gate", severity: .alarm, state: .ended, start: start, end: start + 1,
            peakScore: 0.9, peakDate: start, threshold: 0.8, model: "demo")
          try store.put(event)
          try store.label(event.id, as: isReal ? .real : .falseAlarm, by: "anna")
          (stretch.kind, stretch.event) = (.event, event.id)
          stretch.snippets[0] = FeatureStretch.Snippet(
            start: start, duration: 1, score: 0.9, features: features(name, isReal ? (0.5, 0) : (0, 0.5)))
        }
        try store.keep(stretch)
      }
      try store.append(ScoreSample(start: morning, duration: 3600, score: 0.1), camera: "gate")
    }
    try store.flushScores()
  }

  @Test func `says what is missing, and writes nothing`() throws {
    let outcome = try learn("--camera", "gate")
    #expect(outcome.status == 1 && outcome.errorLines.count == 1 && outcome.output.isEmpty)
    #expect(outcome.errors.contains("0 of 20 events labelled false, 0 of 10 labelled real or missed"))
    #expect(!isNew)
  }

  @Test(arguments: [
    (["--threshold", "0.5"], "--from-station cannot use --threshold"),
    (["--recipe", "rtfm"], "leave --recipe out"),
    (["--normal", "a", "--abnormal", "b"], "say what to train with"),
  ])
  func `refuses options that are for training on videos`(options: [String], reason: String) throws {
    let outcome = try VigilCommand(
      ["train", "--from-station", "yard.yaml", "--output", "new.vigil"] + options, in: folder.url
    ).finish()
    #expect(outcome.status == 64 && outcome.errors.contains(reason), "\(outcome.errors)")
  }

  @Test func `refuses cameras that there are not, or of different models`() throws {
    let different = try learn()
    #expect(different.status == 1 && different.errorLines.count == 1, "\(different.errors)")
    let unknown = try learn("--camera", "street")
    #expect(unknown.status == 1 && unknown.errors.contains("street"), "\(unknown.errors)")
    let videos = try VigilCommand([
      "train", "--camera", "gate", "--videos", "a", "--extractor", "flow", "--output", "b.vigil",
    ])
    .finish()
    #expect(videos.status == 64 && videos.errors.contains("--camera is for --from-station"))
    #expect(!isNew)
  }

  @Test func `makes a model of a head that is better, which scores`() throws {
    let store = try StationStore(folder: folder.appending("station"))
    try fill(store)
    // Beside the station that runs.
    defer { try? store.close() }
    let outcome = try learn("--camera", "gate")
    #expect(outcome.status == 0, "\(outcome.errors)\(outcome.output)")
    #expect(
      outcome.output.contains("learned from 36 quiet, 30 false, 18 real, 0 missed"), "\(outcome.output)")
    #expect(
      outcome.output.contains("\nbetter: ") && outcome.output.contains("new.vigil"), "\(outcome.output)")
    // It ends with the command that comes next.
    #expect(
      outcome.output.contains("vigil cameras shadow yard.yaml gate --model"), "\(outcome.output)")
    let inspected = try VigilCommand(["models", "inspect", "new.vigil"], in: folder.url).finish()
    #expect(
      inspected.status == 0 && inspected.output.contains("linear"), "\(inspected.output)\(inspected.errors)")
    let again = try learn("--camera", "gate")
    #expect(again.status == 1 && again.errors.contains("already there"), "\(again.errors)")
  }
}
