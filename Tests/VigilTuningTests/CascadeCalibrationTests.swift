import Foundation
import Testing
import VigilCore
import VigilEvaluation
import VigilModels
import VigilNetworks
import VigilPipeline
import VigilPreprocessing
import VigilTestSupport
import VigilTuning

/// Five crops of features of three numbers, scored by the first of them.
@Suite struct `Calibrating a cascade` {
  let folder: TemporaryFolder
  static let (crops, centre, size) = (5, 2, 3)
  /// Crop 2 is the centre of this preset.
  static let preprocessing = Preprocessing(.gowtham, crops: .five)
  static let rules = EventRules(threshold: 0.75, hysteresis: 0.25)
  static let detectors = Detectors(online: MeanDetector(), offline: MeanDetector())

  init() throws { folder = try TemporaryFolder() }

  func run(
    _ models: [String] = ["test-weights-narrow"], mode: DetectionMode = .online, missed: Double = 0,
    margin: Float = 0.05, preprocessing: Preprocessing = preprocessing, footage: [URL] = [],
    holdOut: [URL] = []
  ) throws -> CascadeCalibrationRun {
    var selection = try ModelSelection(named: models)
    selection.preprocessing = preprocessing
    return try CascadeCalibrationRun(
      CascadeCalibrationRun.Configuration(
        selection: selection, engine: SmallModel.engine,
        settings: DetectionSettings(mode: mode, window: 1, rules: Self.rules), mostMissed: missed,
        margin: margin),
      footage: footage, holdOut: holdOut)
  }

  /// What crops say of each snippet, of which every fourth is like an event that the centre sees little of.
  static func levels(_ snippets: Int, seed: UInt64) -> [[Float]] {
    var generator = SplitMix64(seed: seed)
    return (0..<snippets).map { index in
      (0..<crops).map { crop in
        let least: Float = index % 4 != 3 ? 0.05 : crop == centre ? 0.2 : 0.7
        return least + 0.25 * Float(generator.next() >> 40) / Float(1 << 24)
      }
    }
  }

  static func mean(_ crops: [Float]) -> Float { crops.reduce(0, +) / Float(Self.crops) }

  static func stored(_ levels: [[Float]]) throws -> StoredFeatures {
    var spool = try FeatureSpool(rowShape: [crops, size])
    for (index, values) in levels.enumerated() {
      try spool.append(
        SnippetPosition(
          index: index, startFrame: 16 * index, endFrame: 16 * index + 16, start: Double(index),
          end: Double(index + 1)),
        Tensor(shape: [crops, size], values: values.flatMap { [$0, 0, 1] }))
    }
    return try spool.finish()
  }

  func search(_ run: CascadeCalibrationRun, stop: StopRequest = StopRequest()) async throws
    -> CascadeCalibrationResult
  {
    try await run.search(
      footage: [Self.stored(Self.levels(40, seed: 1)), Self.stored(Self.levels(24, seed: 2))],
      holdOut: [Self.stored(Self.levels(20, seed: 3))], featureSize: Self.size, detectors: Self.detectors,
      stop: stop)
  }

  @Test(arguments: [0.0, 0.25])
  func `finds on stored features the highest bound that changes as little as is allowed`(share: Double)
    async throws
  {
    let result = try await search(run(missed: share))
    let footage = Self.levels(40, seed: 1) + Self.levels(24, seed: 2)
    // In plain words: a window of one snippet, whose score is the mean of its crops.
    let needing = footage.filter { Self.mean($0) >= 0.5 }.map { $0[Self.centre] }.sorted()
    let allowed = Int(share * Double(needing.count))
    let found = min(0.5, needing[allowed]) - 0.05
    #expect(result.bound == (Double(found) * 1e4).rounded(.down) / 1e4)
    #expect(needing.count == 16 && result.needingAllCrops == 16 && result.isCounted)
    #expect(result.missed == needing.count { $0 < found } && result.missed <= allowed)
    #expect(result.footageSnippets == 64 && result.footage.snippets == 64)

    let full = footage.count { $0[Self.centre] >= Float(result.bound) }
    #expect(result.footage.snippetsWithAllCrops == full && (16..<64).contains(full))
    #expect(abs(result.footage.cost - Double(5 * full + 64 - full) / 320) < 1e-12)
    let others = Self.levels(20, seed: 3).count { $0[Self.centre] >= Float(result.bound) }
    #expect(result.holdOut?.snippetsWithAllCrops == others && result.holdOut?.snippets == 20)
    let differences = footage.map { crops in
      crops[Self.centre] >= Float(result.bound) ? 0 : Double(abs(Self.mean(crops) - crops[Self.centre]))
    }
    #expect(abs(result.footage.meanDifference - differences.reduce(0, +) / 64) < 1e-6)
    #expect(abs(result.footage.largestDifference - (differences.max() ?? 0)) < 1e-6)
    let fallen = footage.count { Self.mean($0) >= 0.75 && $0[Self.centre] < Float(result.bound) }
    #expect(result.footage.fallenBelow == fallen && result.footage.risenAbove == 0)
    if share == 0 {
      #expect(fallen == 0 && result.footage.eventsWithAllCrops == result.footage.eventsWithCascade)
    } else {
      #expect(result.missed > 0)
    }
  }

  @Test func `tells programs and people the same`() async throws {
    let result = try await search(run())
    let encoder = JSONEncoder()
    encoder.outputFormatting = .sortedKeys
    let text = String(decoding: try encoder.encode(result), as: UTF8.self)
    let object = try #require(JSONSerialization.jsonObject(with: Data(text.utf8)) as? [String: Any])
    #expect(
      Set(object.keys) == [
        "bound", "threshold", "hysteresis", "margin", "needing_all_crops", "missed", "footage", "hold_out",
      ])
    #expect(
      Set((object["footage"] as? [String: Any] ?? [:]).keys) == [
        "snippets", "full_snippets", "cost", "mean_difference", "largest_difference", "fallen_below",
        "risen_above", "events_with_all_crops", "events_with_cascade",
      ])
    #expect(
      result.lines[0]
        == "bound \(NumberText.trimmed(result.bound, decimals: 4)), with a margin of 0.05: 0 of 16 snippets that "
        + "reach 0.5 with all crops lie below it")
    #expect(
      result.lines.count == 5
        && result.lines[1].hasPrefix("footage: \(result.footage.snippetsWithAllCrops) of 64"))
    #expect(result.lines[3].hasPrefix("held out: "))
  }

  @Test func `refuses a bound of which nothing would be left`() async throws {
    let footage = Self.levels(40, seed: 1) + Self.levels(24, seed: 2)
    let lowest = footage.filter { Self.mean($0) >= 0.5 }.map { $0[Self.centre] }.min() ?? 0
    let error = await #expect(throws: TuningError.self) {
      _ = try await search(run(margin: lowest - 0.00005))
    }
    #expect(error?.code == .noGain && error?.message.contains("do without a cascade") == true)
    await #expect(throws: EvaluationError.self) { _ = try await search(run(margin: 0.99)) }
  }

  @Test func `refuses what has no crops to leave out, or would judge itself`() throws {
    for preprocessing in [Preprocessing(.rtfm, crops: .one), Preprocessing(.whole, crops: .five)] {
      #expect(throws: ModelError.self) { try run(preprocessing: preprocessing) }
    }
    try SmallModel.write(folder.appending("half.vigil"), featureSize: nil)
    #expect(throws: ModelError.self) { try run([folder.path("half.vigil")]) }
    let clip = folder.appending("clip.mp4")
    try Data().write(to: clip)
    let linked = folder.appending("linked.mp4")
    try FileManager.default.createSymbolicLink(at: linked, withDestinationURL: clip)
    for other in [clip, linked] {
      let error = #expect(throws: TuningError.self) { try run(footage: [clip], holdOut: [other]) }
      #expect(error?.code == .unusableFootage && error?.message.contains("held out; choose one") == true)
    }
    _ = try run(footage: [clip], holdOut: [folder.appending("other.mp4")])
  }

  @Test func `is kept in the model with what it was found for`() async throws {
    let model = try SmallModel.write(folder.appending("mine.vigil"))
    let (calibration, result) = (try run([model.url.path]), try await search(run([model.url.path])))
    #expect(try calibration.store(result, stop: StopRequest())?.path == model.url.path)
    let stored = try #require(ModelFolder(reading: model.url).manifest.settings.cascade)
    #expect(
      stored
        == CascadeSettings(
          bound: result.bound, preprocessing: Self.preprocessing,
          extractor: try model.entry(.extractor).sha256, threshold: 0.75, hysteresis: 0.25, window: 1,
          mode: .online, footageSnippets: 64))
    #expect(try run().store(result, stop: StopRequest()) == nil)
  }

  @Test func `stores nothing once the end was asked for`() async throws {
    let model = try SmallModel.write(folder.appending("mine.vigil"))
    let manifest = folder.appending("mine.vigil/manifest.json")
    let before = try Data(contentsOf: manifest)
    let (calibration, stop) = (try run([model.url.path]), StopRequest())
    let result = try await search(calibration)
    stop.request()
    let searching = await #expect(throws: TuningError.self) { _ = try await search(calibration, stop: stop) }
    let storing = #expect(throws: TuningError.self) { try calibration.store(result, stop: stop) }
    for error in [searching, storing] {
      #expect(error?.code == .stopped && error?.message.contains("nothing is stored") == true)
    }
    #expect(try Data(contentsOf: manifest) == before)
  }

  @Test func `extracts all crops of footage with the networks of the model`() async throws {
    try SmallModel.write(
      folder.appending("d.vigil"), extractor: false, featureSize: FlowStatistics().features)
    for (name, frames) in [("a.mp4", 48), ("b.mp4", 32)] {
      try Clip.make(folder.appending(name), frames: frames)
    }
    let calibration = try run(
      ["flow", folder.path("d.vigil")], preprocessing: Preprocessing(.compact, crops: .five),
      footage: [folder.appending("a.mp4")], holdOut: [folder.appending("b.mp4")])
    var told: [TuningProgress] = []
    let result = try await calibration.run(stop: StopRequest()) { told.append($0) }
    // All crops of this preset are the whole frame, so they say the same.
    #expect(result.footage.snippets == 3 && result.holdOut?.snippets == 2)
    #expect(result.bound > 0 && result.bound <= 0.45 && result.footage.largestDifference < 1e-6)
    #expect(told.map(\.done) == [0, 16, 32, 48, 0, 16, 32])
    #expect(told.last?.work == .recording(folder.appending("b.mp4"), number: 2, count: 2))
  }
}
