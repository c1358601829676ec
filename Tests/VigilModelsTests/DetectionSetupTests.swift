import Foundation
import Testing
import VigilCore
import VigilModels
import VigilNetworks
import VigilPipeline
import VigilPreprocessing
import VigilTestSupport

@Suite struct `The setup of a detection` {
  let folder: TemporaryFolder
  /// A detector with a threshold of its own that was calibrated online, beside an extractor without weights.
  let selection: ModelSelection
  static let preprocessing = Preprocessing(.rtfm, crops: .ten)

  /// A calibration with these conditions.
  static func record(alarmsPerDay: Double, window: Int) throws -> AlarmCalibrationRecord {
    try #require(
      AlarmCalibrationRecord(values: [
        "alarms_per_day": alarmsPerDay, "counted": 1, "tail_peaks": 0, "tail_shape": 0, "footage_hours": 9,
        "footage_snippets": 50_000, "footage_alarms": 9, "hysteresis": 0.1, "minimum_snippets": 1,
        "merge_gap_snippets": 2, "online_window": Double(window),
      ]))
  }

  init() throws {
    folder = try TemporaryFolder()
    let rtfm = try RTFM(features: 512)
    var writer = try ModelFolderWriter(folder.appending("street.vigil"))
    try writer.add(.rtfm(rtfm), Network.deterministic(rtfm.graph()).weights)
    _ = try writer.finish(
      ModelSettings(
        name: "street", preprocessing: Self.preprocessing, threshold: 0.6,
        calibration: Self.record(alarmsPerDay: 1, window: 32).values,
        cascade: CascadeSettings(
          bound: 0.25, preprocessing: Self.preprocessing, extractor: nil, threshold: 0.6, hysteresis: 0.1,
          window: 32, mode: .online, footageSnippets: 100)))
    var selection = try ModelSelection(named: [folder.path("street.vigil")])
    selection.networks += try TestWeights.narrow.networks().filter { $0.role == .extractor }
    self.selection = selection
  }

  func setup(
    isEndless: Bool = true, _ change: (inout DetectionSetup.Request) -> Void = { _ in }
  ) throws -> DetectionSetup {
    var request = DetectionSetup.Request(
      rules: EventRules(threshold: 0.99, hysteresis: 0.1, minimumLength: 1, mergeGap: 2))
    change(&request)
    return try DetectionSetup(request, selection: selection, source: "the street", isEndless: isEndless)
  }

  @Test func `takes the given threshold before a camera's, and that before the model's`() throws {
    let file = folder.path("door.json")
    try CameraFile(
      selection, threshold: 0.4, calibration: Self.record(alarmsPerDay: 2, window: 32)
    ).write(to: file)
    let model = try setup()
    #expect(model.settings.rules.threshold == 0.6)
    #expect(model.threshold.source == "calibrated for 1 alarm a day in street.vigil")
    let camera = try setup { $0.calibration = file }
    #expect(camera.settings.rules.threshold == 0.4)
    #expect(camera.threshold.source == "calibrated for 2 alarms a day in door.json")
    let given = try setup { ($0.calibration, $0.threshold) = (file, 0.5) }
    #expect(given.settings.rules.threshold == 0.5 && given.threshold.source == "as given")
    #expect(given.settings.rules.hysteresis == 0.1 && given.settings.rules.mergeGap == 2)
  }

  @Test func `scores a source online if it has no end`() throws {
    #expect(try setup().settings.mode == .online)
    #expect(try setup(isEndless: false).settings.mode == .offline)
    #expect(try setup(isEndless: false) { $0.mode = .online }.settings.mode == .online)
  }

  @Test func `splits the events of a source without an end after ten minutes`() throws {
    #expect(EventRules.usualMaximumLength == 600)
    let camera = try setup()
    #expect(camera.settings.rules.maximumLength == 600)
    #expect(try setup { $0.rules.maximumLength = 60 }.settings.rules.maximumLength == 60)
    // Those of a recording last as long as it shows them, however it is scored.
    #expect(try setup(isEndless: false).settings.rules.maximumLength == nil)
    #expect(try setup(isEndless: false) { $0.mode = .online }.settings.rules.maximumLength == nil)
    let provenance = camera.provenance(
      of: SourceDescription(name: "street"), engine: EngineDescription(name: "Fancy", version: "1.0"))
    #expect(provenance.rules.maximumLength == 600)
    #expect(camera.warnings == [], "a threshold that was calibrated on whole events holds for parts")
  }

  @Test func `refuses offline scores of a source without an end`() throws {
    let offline = #expect(throws: ModelError.self) { try setup { $0.mode = .offline } }
    #expect(
      offline?.message
        == "offline scores need a source that ends, and the street does not; leave out --offline")
    let both = #expect(throws: ModelError.self) { try setup { $0.comparesModes = true } }
    #expect(both?.message.hasSuffix("leave out --compare") == true)
    #expect(try setup(isEndless: false) { $0.comparesModes = true }.settings.needsOnline)
  }

  @Test func `has a cascade where one is asked for`() throws {
    #expect(try setup().settings.cascadeBound == nil)
    #expect(try setup { $0.usesCascade = true }.settings.cascadeBound == 0.25)
    let given = try setup { $0.cascadeBound = 0.3 }
    #expect(given.settings.cascadeBound == 0.3 && given.cascade?.source == "as given")
  }

  @Test func `warns of conditions that no calibration had`() throws {
    #expect(try setup { $0.usesCascade = true }.warnings == [])
    let warnings = try setup {
      ($0.usesCascade, $0.window, $0.rules.mergeGap) = (true, 16, 5)
    }.warnings
    #expect(warnings.count == 3)
    for words in ["with a merge gap of 2, this run has 5", "window (0: offline) of 32, this run has 16"] {
      #expect(warnings.contains { $0.hasPrefix("the threshold was calibrated") && $0.contains(words) })
    }
    #expect(
      warnings.last
        == "the cascade was calibrated with a window of 32, this run has 16; more decisions may differ from all crops"
    )
    // A threshold of one's own was calibrated for nothing.
    #expect(try setup { ($0.threshold, $0.window) = (0.6, 16) }.warnings == [])
  }

  @Test func `goes into the provenance of results`() throws {
    let engine = EngineDescription(name: "Fancy", version: "1.0", device: "cuda")
    let source = SourceDescription(name: "rtsp://user:secret@street/1")
    let online = try setup { $0.usesCascade = true }.provenance(of: source, engine: engine)
    #expect(online.source.name.contains("street") && !online.source.name.contains("secret"))
    #expect(online.detection.windowSnippets == 32 && online.detection.cascade?.bound == 0.25)
    #expect(online.networks.map(\.role) == ["detector", "extractor"] && online.engine == engine)
    #expect(online.preprocessing == PreprocessingDescription(name: "rtfm", crops: 10))
    #expect(online.thresholdSource == "calibrated for 1 alarm a day in street.vigil")
    let offline = try setup(isEndless: false).provenance(of: source, engine: engine)
    #expect(offline.detection == DetectionDescription(mode: .offline, windowSnippets: nil))
  }
}
