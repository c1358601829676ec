import Foundation
import Synchronization
import Testing
import VigilCore
import VigilEvaluation
import VigilModels
import VigilNetworks
import VigilPipeline
import VigilPreprocessing
import VigilTestSupport
import VigilTuning

@Suite struct `Calibrating a threshold` {
  let folder: TemporaryFolder
  static let settings = DetectionSettings(
    mode: .online, window: 8, rules: EventRules(hysteresis: 0, minimumLength: 2, mergeGap: 1))

  init() throws { folder = try TemporaryFolder() }

  func calibration(
    _ models: [String], preprocessing: Preprocessing? = nil, output: URL? = nil
  ) throws -> ThresholdCalibration {
    var selection = try ModelSelection(named: models)
    if let preprocessing { selection.preprocessing = preprocessing }
    return try ThresholdCalibration(
      ThresholdCalibration.Configuration(
        selection: selection, engine: SmallModel.engine, settings: Self.settings, alarmsPerDay: 200, seed: 3,
        output: output))
  }

  /// A model whose settings hold what is not of a calibration, too.
  func model() throws -> ModelFolder {
    try SmallModel.write(
      folder.appending("mine.vigil"),
      settings: ModelSettings(
        name: "mine", preprocessing: SmallModel.preprocessing,
        calibration: ["score_drift": 0.5, "counted": 1],
        createdBy: "a test"))
  }

  func manifest() throws -> Data { try Data(contentsOf: folder.appending("mine.vigil/manifest.json")) }

  @Test func `refuses models and places that do not fit before anything is scored`() throws {
    let place = try #require(throws: TuningError.self) { try calibration(["test-weights-narrow"]) }
    #expect(place.code == .unusableModel && place.message.contains("add --output"))
    _ = try calibration(["test-weights-narrow"], output: folder.appending("camera.json"))

    try SmallModel.write(folder.appending("half.vigil"), featureSize: nil)
    let half = #expect(throws: ModelError.self) { try calibration([folder.path("half.vigil")]) }
    #expect(half?.message.contains("no detector") == true)
    let detector = try SmallModel.write(folder.appending("other.vigil"), extractor: false)
    let other = #expect(throws: ModelError.self) { try calibration([detector.url.path]) }
    #expect(other?.message.contains("no extractor") == true)

    let mine = try model().url.path
    _ = try calibration([mine])
    let preset = try #require(throws: TuningError.self) {
      try calibration([mine], preprocessing: Preprocessing(.gowtham, crops: .one))
    }
    #expect(preset.code == .unusableModel && preset.message.contains("keep one for gowtham/1"))
    #expect(preset.message.contains("is for compact/1"), "\(preset.message)")
  }

  @Test func `finds the threshold by the rules that make events`() throws {
    let calibration = try calibration([model().url.path])
    let result = try calibration.threshold(for: CalibrationFootage.scores)
    let rules = Self.settings.rules
    #expect(
      try result
        == AlarmCalibration(alarmsPerDay: 200, rules: rules, bootstrap: Bootstrap(seed: 3))
        .threshold(for: CalibrationFootage.scores))
    #expect(result.method == .counted && (0...1).contains(result.threshold))
    var other = calibration.configuration
    other.settings.rules = EventRules(hysteresis: 0, minimumLength: 1, mergeGap: 1)
    #expect(
      try ThresholdCalibration(other).threshold(for: CalibrationFootage.scores).threshold != result.threshold)
    let little = #expect(throws: EvaluationError.self) { try calibration.threshold(for: [[]]) }
    #expect(little?.code == .tooLittleFootage)
  }

  @Test func `keeps it in the model, beside what else was measured`() throws {
    let model = try model()
    let calibration = try calibration([model.url.path])
    let result = try calibration.threshold(for: CalibrationFootage.scores)
    let place = try calibration.store(result, stop: StopRequest())
    #expect(place.path == model.url.path)
    let settings = try ModelFolder(reading: model.url).manifest.settings
    #expect(settings.threshold == result.threshold)
    let record = AlarmCalibrationRecord(result, settings: Self.settings)
    #expect(settings.calibration == record.values.merging(["score_drift": 0.5]) { $1 })
    let resolved = try ResolvedThreshold(
      given: nil, calibration: nil, selection: ModelSelection(named: [model.url.path]))
    #expect(resolved.calibration == record && resolved.value == Float(result.threshold))
    #expect(resolved.source == "calibrated for 200 alarms a day in mine.vigil")
  }

  @Test func `keeps it in a file of the camera, and the model as it is`() throws {
    let (model, file) = (try model(), folder.appending("camera.json"))
    let before = try manifest()
    let calibration = try calibration([model.url.path], output: file)
    let result = try calibration.threshold(for: CalibrationFootage.scores)
    #expect(try calibration.store(result, stop: StopRequest()) == file)
    #expect(try manifest() == before)
    let selection = try ModelSelection(named: [model.url.path])
    let read = try CameraFile(reading: file.path, for: selection)
    #expect(read.threshold == result.threshold)
    #expect(read.calibration == AlarmCalibrationRecord(result, settings: Self.settings))
    let other = try ModelSelection(named: ["test-weights-narrow"])
    let error = #expect(throws: ModelError.self) { try CameraFile(reading: file.path, for: other) }
    #expect(error?.message.contains("calibrate again") == true)
  }

  @Test func `stores nothing once the end was asked for`() throws {
    let (model, file) = (try model(), folder.appending("camera.json"))
    let before = try manifest()
    let stop = StopRequest()
    let result = try calibration([model.url.path]).threshold(for: CalibrationFootage.scores)
    stop.request()
    for output in [nil, file] {
      let calibration = try calibration([model.url.path], output: output)
      let error = #expect(throws: TuningError.self) { try calibration.store(result, stop: stop) }
      #expect(error?.code == .stopped && error?.message.contains("nothing is stored") == true)
    }
    #expect(try manifest() == before)
    #expect(!FileManager.default.fileExists(atPath: file.path))
  }
}

@Suite struct `Footage that is calibrated on` {
  let folder: TemporaryFolder

  init() throws {
    folder = try TemporaryFolder()
    try Clip.make(folder.appending("a.mp4"), frames: 48)
    try Clip.make(folder.appending("b.mp4"), frames: 32)
  }

  var footage: [URL] { [folder.appending("a.mp4"), folder.appending("b.mp4")] }

  func calibration(_ mode: DetectionMode = .online) throws -> ThresholdCalibration {
    try ThresholdCalibration(
      ThresholdCalibration.Configuration(
        selection: ModelSelection(named: ["test-weights-narrow"]),
        settings: DetectionSettings(mode: mode, window: 2, rules: EventRules()), alarmsPerDay: 1,
        output: folder.appending("camera.json")))
  }

  @Test(arguments: [DetectionMode.online, .offline])
  func `is scored as detect would, and told of as it goes`(mode: DetectionMode) async throws {
    let (calibration, networks) = (try calibration(mode), try await SmallModel.flow())
    var told: [TuningProgress] = []
    let scores = try await calibration.scores(of: footage, by: networks, stop: StopRequest()) {
      told.append($0)
    }
    var features: [[Float]] = []
    for video in footage {
      var first: [Float] = []
      try await SnippetReader(preprocessing: SmallModel.preprocessing, stop: StopRequest())
        .read(video, atMost: 9, spread: false) { snippet in
          first.append(try await networks.extractor.features(of: snippet.prepared).values[0])
        }
      features.append(first)
    }
    #expect(scores.map(\.count) == [3, 2] && features.map(\.count) == [3, 2])
    for (scores, features) in zip(scores, features) {
      for (index, score) in scores.enumerated() {
        let seen = mode == .offline ? features[...] : features[max(0, index - 1)...index]
        #expect(score.score == seen.reduce(0, +) / Float(seen.count))
      }
    }
    #expect(told.map(\.done) == [0, 16, 32, 48, 0, 16, 32])
    #expect(told.map(\.total) == [48, 48, 48, 48, 32, 32, 32])
    #expect(told.last?.work == .recording(footage[1], number: 2, count: 2))
  }

  @Test func `is warned of where it is cut short, and so are videos to optimize with`() async throws {
    let (calibration, networks) = (try calibration(), try await SmallModel.flow())
    let cut = URL(filePath: OddVideo.cutShort.path)
    let warnings = Mutex<[String]>([])
    let scores = try await calibration.scores(
      of: [footage[0], cut], by: networks, stop: StopRequest(),
      warn: { warning in warnings.withLock { $0.append(warning) } })
    #expect(scores.map(\.count) == [3, 3])
    let expected = ["\(cut.path) ends earlier than its container says; it may be truncated"]
    #expect(warnings.withLock { $0 } == expected)
    let reader = SnippetReader(preprocessing: SmallModel.preprocessing, stop: StopRequest()) { warning in
      warnings.withLock { $0.append(warning) }
    }
    for video in [footage[0], cut] { try await reader.read(video, atMost: 16, spread: true) { _ in } }
    #expect(warnings.withLock { $0 } == expected + expected)
  }

  @Test func `is left at a wish to end, which leaves nothing`() async throws {
    let (calibration, networks, stop) = (try calibration(), try await SmallModel.flow(), StopRequest())
    var told: [TuningProgress] = []
    let error = await #expect(throws: TuningError.self) {
      _ = try await calibration.scores(of: footage, by: networks, stop: stop) { progress in
        told.append(progress)
        if progress.done == 16 { stop.request() }
      }
    }
    #expect(error?.code == .stopped)
    #expect(error?.message == "stopped before all footage was scored; nothing is stored")
    #expect(told.allSatisfy { $0.work == .recording(footage[0], number: 1, count: 2) })
  }

  @Test func `must have an end`() async throws {
    let (calibration, networks) = (try calibration(), try await SmallModel.flow())
    let error = await #expect(throws: TuningError.self) {
      _ = try await calibration.scores(
        of: [URL(filePath: "/dev/video0")], by: networks, stop: StopRequest())
    }
    #expect(error?.code == .unusableFootage)
    #expect(error?.message.contains("is live; record some hours of it first") == true)
  }
}
