import Foundation
import Testing
import VigilCore
import VigilDatasets
import VigilInference
import VigilModels
import VigilNetworks
import VigilPreprocessing
import VigilTestSupport
import VigilTuning

@Suite struct `Optimizing a model` {
  let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  func trial(_ models: [String], maximumDrift: Double = 0.5, minimumCosine: Double = 0.5) throws
    -> PrecisionTrial.Configuration
  {
    PrecisionTrial.Configuration(
      selection: try ModelSelection(named: models), engine: SmallModel.engine,
      destination: folder.appending("made.vigil"), snippets: 3, maximumDrift: maximumDrift,
      minimumCosine: minimumCosine)
  }

  func integers(_ trial: PrecisionTrial.Configuration) throws -> IntegerOptimization {
    for (name, frames) in [("a.mp4", 32), ("b.mp4", 48)] {
      try Clip.make(folder.appending(name), frames: frames)
    }
    return try IntegerOptimization(
      IntegerOptimization.Configuration(trial: trial, snippets: 2),
      videos: CalibrationSplit(calibration: [folder.appending("a.mp4"), folder.appending("b.mp4")]))
  }

  /// The extractor and the detector in folders of their own, as they were imported.
  func parts(changing change: (inout Weights) -> Void = { _ in }) throws -> [String] {
    func settings(_ name: String, _ licence: String) -> ModelSettings {
      ModelSettings(
        name: name, preprocessing: SmallModel.preprocessing, licence: licence, threshold: 0.6,
        calibration: ["alarms_per_day": 1, "hysteresis": 0.1, "score_drift": 0.5, "auc": 0.9],
        createdBy: "a test")
    }
    return try [
      SmallModel.write(
        folder.appending("extractor.vigil"), featureSize: nil, settings: settings("e", "CC-BY-NC-4.0"),
        changing: change),
      SmallModel.write(
        folder.appending("detector.vigil"), extractor: false, settings: settings("d", "MIT")),
    ].map(\.url.path)
  }

  var isMade: Bool { FileManager.default.fileExists(atPath: folder.path("made.vigil")) }

  @Test func `keeps licences and origins, but no calibration of another extractor`() async throws {
    var trial = try trial(parts())
    let manifest = Manifest([Manifest.Video(path: "b.mp4", label: "abnormal", intervals: [16..<32])])
    trial.manifest = (content: manifest, path: "truth.csv")
    var told: [TuningProgress] = []
    let report = try await integers(trial).run(stop: StopRequest()) { told.append($0) }
    #expect(report.complaints.isEmpty && report.calibrationSnippets == 2 && report.heldOutSnippets == 3)
    #expect(told.map(\.done) == [0, 1, 2, 0, 1, 2, 3])
    let made = try ModelFolder(reading: folder.appending("made.vigil")).manifest
    let (settings, quantization) = (made.settings, try #require(made[.extractor]?.quantization))
    #expect(settings.name == "made" && settings.precision == .int8)
    #expect(settings.licence == "CC-BY-NC-4.0 AND MIT" && settings.threshold == 0.6)
    #expect(made[.extractor]?.source?.file == "i3d.pth" && made[.detector]?.source?.file == "rtfm.pkl")
    #expect(settings.calibration == ["score_drift": 0.5, "auc": 0.9])
    #expect(
      quantization.original
        == (try ModelFolder(reading: folder.appending("extractor.vigil"))).manifest[.extractor]?.sha256)
    // What the manifest and the report say is the same.
    #expect(quantization.measured == report.measured)
    #expect(
      Set(report.measured.keys) == [
        "feature_cosine", "feature_cosine_lowest", "held_out_snippets", "calibration_snippets", "score_drift",
        "score_drift_largest", "auc_before", "auc_after",
      ])
    #expect(report.layers.count == 72 && report.layers.allSatisfy { ($0.error ?? 1) < 0.5 })
    let bytes = try #require(report.extractorBytes)
    #expect(bytes.after * 2 < bytes.before)

    let object = try #require(
      JSONSerialization.jsonObject(with: JSONEncoder().encode(report)) as? [String: Any])
    #expect(object["written"] as? Bool == true && object["weight_bits"] as? Int == 7)
    #expect(object["bytes_after"] as? Int == bytes.after)
    // It is not optimized once more.
    let again = try #require(throws: TuningError.self) {
      var trial = try self.trial([folder.path("made.vigil")])
      trial.destination = folder.appending("more.vigil")
      return try integers(trial)
    }
    #expect(again.code == .unusableModel && again.message.contains("already in int8"))
  }

  @Test func `writes nothing when features and scores drift too far, and says so`() async throws {
    let report = try await integers(trial(parts(), maximumDrift: 0, minimumCosine: 1)).run(
      stop: StopRequest())
    #expect(report.complaints.count == 2 && !isMade && report.extractorBytes == nil)
    #expect(report.complaints[0].contains("the mean cosine of features is 0."))
    #expect(report.complaints[1].contains("scores drift by 0."))
    let object = try #require(
      JSONSerialization.jsonObject(with: JSONEncoder().encode(report)) as? [String: Any])
    #expect(object["written"] as? Bool == false && (object["complaints"] as? [String])?.count == 2)
  }

  @Test func `refuses a model whose features are non-finite`() async throws {
    let models = try parts { $0.tensors["layer4.2.bn3.bias"]?.values[0] = .infinity }
    let error = await #expect(throws: InferenceError.self) {
      _ = try await integers(trial(models)).run(stop: StopRequest())
    }
    #expect(error?.message.contains("non-finite features") == true && !isMade)
  }

  @Test func `writes nothing once the end was asked for`() async throws {
    let stop = StopRequest()
    let optimization = try integers(trial([parts()[0]]))
    let error = await #expect(throws: TuningError.self) {
      _ = try await optimization.run(stop: stop) {
        if $0.work == .comparing, $0.done == 3 { stop.request() }
      }
    }
    #expect(error?.code == .stopped && error?.message == "stopped before the model was written")
    #expect(!isMade)
  }

  /// Whether 16-bit floats gain anything depends on the processor; either way what is said is what is left.
  @Test func `makes a model in 16-bit floats only where that is faster`() async throws {
    let clip = folder.appending("clip.mp4")
    try Clip.make(clip, frames: 48)
    let optimization = try HalfFloatOptimization(trial([parts()[0]]), heldOut: [clip])
    do {
      let report = try await optimization.run(stop: StopRequest())
      #expect(report.scores == nil && report.quantization == nil && report.layers.isEmpty)
      #expect(isMade == report.complaints.isEmpty)
      guard isMade else {
        #expect(report.complaints.last?.contains("times as fast on this machine") == true)
        return
      }
      let settings = try ModelFolder(reading: folder.appending("made.vigil")).manifest.settings
      #expect(settings.precision == .fp16)
      #expect(settings.calibration?["feature_cosine"] == report.meanCosine)
    } catch let error as TuningError {
      #expect(error.code == .noGain && error.message.contains("bit-identical") && !isMade)
    }
  }

  @Test func `says what is wrong before it reads a video`() throws {
    // Nothing of these could be read.
    let videos = (0..<4).map { folder.appending("\($0).mp4") }
    func optimization(
      _ models: [String], snippets: Int = 2,
      changing change: (inout PrecisionTrial.Configuration) -> Void = { _ in }
    ) throws -> IntegerOptimization {
      var trial = try trial(models)
      trial.snippets = 1
      change(&trial)
      return try IntegerOptimization(
        IntegerOptimization.Configuration(trial: trial, snippets: snippets),
        videos: CalibrationSplit(calibration: Array(videos[..<2]), heldOut: Array(videos[2...])))
    }
    let model = try parts()[0]
    #expect(
      try optimization([model], snippets: 1).warnings == [
        "1 of 2 videos are compared on, one snippet each; raise --hold-out-snippets for more",
        "1 of 2 videos are calibrated on, one snippet each; raise --snippets for more",
      ])
    #expect(try optimization([model]) { $0.snippets = 2 }.warnings.isEmpty)

    let flow = try #require(throws: TuningError.self) { try optimization(["flow"]) }
    #expect(flow.code == .unusableModel && flow.message.contains("no convolutions"))
    #expect(throws: ModelError.self) { try optimization([folder.path("detector.vigil")]) }
    let crops = #expect(throws: ModelError.self) {
      try optimization(["test-weights-narrow"]) {
        $0.selection.preprocessing = Preprocessing(.compact, crops: .one)
      }
    }
    #expect(crops?.message.contains("crops of 128x96") == true)
    let place = #expect(throws: NetworksError.self) {
      try optimization([model]) { $0.destination = URL(filePath: "/proc/x.vigil") }
    }
    #expect(place?.message.contains("cannot write beside") == true)
    let unlisted = try #require(throws: TuningError.self) {
      try optimization([model]) { $0.manifest = (content: Manifest(), path: "truth.csv") }
    }
    // Only of those that are read.
    #expect(unlisted.message == "truth.csv does not list 2.mp4")

    let taken = folder.appending("made.vigil")
    try FileManager.default.createDirectory(at: taken, withIntermediateDirectories: true)
    let there = try #require(throws: TuningError.self) { try optimization([model]) }
    #expect(there.code == .unusableModel && there.message.contains("is already there; add --replace"))
    let mine = #expect(throws: NetworksError.self) { try optimization([model]) { $0.replace = true } }
    #expect(mine?.message.contains("not a model folder") == true)
  }
}
