import Foundation
import Testing
import VigilCore
import VigilDatasets
import VigilInference
import VigilNetworks
import VigilPreprocessing
import VigilTensorFiles
import VigilTestSupport
import VigilTorch
import VigilTraining

/// Features of three normal and three abnormal videos in a folder of each.
private struct Features {
  let folder: TemporaryFolder

  init() throws {
    folder = try TemporaryFolder()
    for kind in ["normal", "abnormal"] {
      for number in 0..<3 { try write("\(kind)/\(number).npy", [5 + 10 * number, 1, 16]) }
    }
  }

  func write(_ name: String, _ shape: [Int]) throws {
    let file = folder.appending(name)
    try FileManager.default.createDirectory(
      at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
    let values = DeterministicValues.uniform(name, count: shape.reduce(1, *)).map(abs)
    try NPY.write(Tensor(shape: shape, values: values), to: file)
  }

  /// Says how features were made.
  func made(_ name: String, in precision: String, extractor: String = "i3d", preset: String = "rtfm") throws {
    let method = FeatureProvenance.Method(
      preprocessing: "\(preset)/1", extractor: extractor, weights: "w", precision: precision)
    try FeatureProvenance(
      method: method, video: "v", videoBytes: 1, frames: 80, snippets: 5, shape: [5, 1, 16], engine: "e"
    ).write(beside: folder.appending(name))
  }

  func source(normal: String = "normal", abnormal: String = "abnormal") -> TrainingSource {
    .features(normal: [folder.path(normal)], abnormal: [folder.path(abnormal)])
  }

  func destination(_ name: String = "m.vigil", replace: Bool = false) -> DetectorDestination {
    DetectorDestination(folder.appending(name), replace: replace, threshold: 0.6)
  }
}

@Suite struct `A linear training` {
  private let features: Features

  init() throws { features = try Features() }

  @Test func `makes a model, whole where the extractor has no weights`() throws {
    let outcome = try LinearTrainingJob(features.source(), to: features.destination()).run(
      stop: StopRequest())
    #expect(outcome.normalVideos == 3 && outcome.abnormalVideos == 3 && outcome.fit.samples == 90)
    let settings = outcome.model.manifest.settings
    #expect(settings.threshold == 0.6 && settings.preprocessing == Preprocessing(.rtfm, crops: .one))
    #expect(outcome.model.manifest.networks.count == 1)

    for kind in ["normal", "abnormal"] {
      for number in 0..<3 {
        try features.made(
          "\(kind)/\(number).npy", in: "fp32", extractor: FlowStatistics.name, preset: "compact")
      }
    }
    let whole = try LinearTrainingJob(features.source(), to: features.destination("w.vigil"))
      .run(stop: StopRequest())
    #expect(whole.model.manifest.networks.count == 2)
    #expect(whole.model.manifest.settings.preprocessing.preset == .compact)
  }

  @Test func `refuses features that were made in another way, or with another preset`() throws {
    try features.made("normal/0.npy", in: "fp32")
    try features.made("normal/2.npy", in: "int8")
    try features.made("abnormal/1.npy", in: "fp16")
    var job = LinearTrainingJob(features.source(), to: features.destination())
    let mixed = #expect(throws: TrainingError.self) { try job.run(stop: StopRequest()) }
    for part in [
      "normal/0.npy was made with rtfm/1, i3d, weights w, fp32", "normal/2.npy with", "abnormal/1.npy with",
    ] {
      #expect(mixed?.message.contains(part) == true, "\(mixed?.message ?? "")")
    }
    try features.made("normal/2.npy", in: "fp32")
    try features.made("abnormal/1.npy", in: "fp32")
    job.preset = .paper
    let preset = #expect(throws: TrainingError.self) { try job.run(stop: StopRequest()) }
    #expect(preset?.message.contains("not with --preset paper") == true)
    try features.write("three.npy", [4, 3, 16])
    try features.write("other.npy", [4, 3, 16])
    let crops = #expect(throws: TrainingError.self) {
      try LinearTrainingJob(
        features.source(normal: "three.npy", abnormal: "other.npy"), to: features.destination()
      ).run(stop: StopRequest())
    }
    #expect(crops?.message.contains("3 crops; a model takes 1, 5 or 10") == true)
    #expect(!FileManager.default.fileExists(atPath: features.folder.path("m.vigil")))
  }

  @Test func `refuses features of which some do not say how they were made`() throws {
    for number in 0..<3 { try features.made("abnormal/\(number).npy", in: "fp32") }
    func message() -> String {
      (#expect(throws: TrainingError.self) {
        try LinearTrainingJob(features.source(), to: features.destination()).run(stop: StopRequest())
      })?.message ?? ""
    }
    #expect(message().contains("those of the normal ones do not say how they were made"), "\(message())")
    try features.made("normal/1.npy", in: "fp32")
    #expect(message().contains("2 of 6 feature files do not say how they were made"), "\(message())")
  }

  @Test func `names the file that is not finite`() throws {
    try NPY.write(
      Tensor(repeating: .infinity, shape: [7, 1, 16]), to: features.folder.appending("abnormal/2.npy"))
    let error = #expect(throws: TrainingError.self) {
      try LinearTrainingJob(features.source(), to: features.destination()).run(stop: StopRequest())
    }
    #expect(
      error?.message.contains("abnormal/2.npy has non-finite values") == true, "\(error?.message ?? "")")
  }

  @Test func `is not begun where a model or a training is`() throws {
    func refusal(_ destination: DetectorDestination) -> String? {
      (#expect(throws: TrainingError.self) {
        try LinearTrainingJob(features.source(), to: destination).check()
      })?.message
    }
    try FileManager.default.createDirectory(
      at: features.folder.appending("m.vigil"), withIntermediateDirectories: true)
    #expect(refusal(features.destination())?.contains("m.vigil is already there; add --replace") == true)
    try FileManager.default.createDirectory(
      at: features.folder.appending("n.training"), withIntermediateDirectories: true)
    try Data().write(to: features.folder.appending("n.training/state.safetensors"))
    #expect(refusal(features.destination("n.vigil"))?.contains("has an earlier training") == true)
    try LinearTrainingJob(features.source(), to: features.destination("n.vigil", replace: true)).check()
  }

  @Test func `keeps nothing when it is ended`() throws {
    let stop = StopRequest()
    let error = #expect(throws: TrainingError.self) {
      try LinearTrainingJob(features.source(), to: features.destination()).run(stop: stop) { done, _ in
        if done == 2 { stop.request() }
      }
    }
    #expect(error?.code == .interrupted)
    #expect(!FileManager.default.fileExists(atPath: features.folder.path("m.vigil")))
  }
}

@Suite(.enabled(if: plugin != nil, "the LibTorch plug-in is not built: scripts/build-torch"), .serialized)
struct `A training job` {
  private let features: Features

  init() throws { features = try Features() }

  func isThere(_ name: String) -> Bool {
    FileManager.default.fileExists(atPath: features.folder.path(name))
  }

  private func configuration(
    _ source: TrainingSource? = nil, steps: Int = 4, replace: Bool = false
  ) -> TrainingConfiguration {
    var settings = TrainingSettings.rtfm
    (settings.steps, settings.videosPerClass) = (steps, 2)
    var configuration = TrainingConfiguration(
      source ?? features.source(), to: features.destination(replace: replace), settings: settings)
    configuration.threads = 1
    return configuration
  }

  @Test func `is ended early and resumed, with one log and the same weights`() throws {
    let stop = StopRequest()
    let early = try TrainingJob(configuration()).run(stop: stop) { event in
      if case .step(_, 2, _) = event { stop.request() }
    }
    #expect(early.steps == 2 && early.totalSteps == 4 && isThere("m.training/pooled.npy"))
    var resuming = configuration(steps: 9)
    resuming.resume = true
    var began: [Int] = []
    let whole = try TrainingJob(resuming).run(stop: StopRequest()) { event in
      if case .began(_, let step, let total, _) = event { began = [step, total] }
    }
    #expect(whole.steps == 4 && began == [2, 4], "by its own settings")
    #expect(!isThere("m.training/pooled.npy") && isThere("m.training/report.html"))
    var steps = 0
    try TrainingFolder(beside: features.folder.appending("m.vigil")).forEachRecord { _ in steps += 1 }
    #expect(steps == 4)
    let weights = try whole.model.detector().weights
    let straight = try TrainingJob(configuration(replace: true)).run(stop: StopRequest())
    #expect(try straight.model.detector().weights == weights)
  }

  @Test func `is refused before the first step, and leaves nothing`() throws {
    try features.write("wide/0.npy", [4, 1, 32])
    func refusal(_ configuration: TrainingConfiguration) -> String {
      do {
        _ = try TrainingJob(configuration).run(stop: StopRequest())
        return ""
      } catch { return error.explanation }
    }
    #expect(refusal(configuration(features.source(normal: "nowhere"))).contains("nowhere"))
    #expect(refusal(configuration(features.source(normal: "wide"))).contains("32"))
    var halved = configuration(features.source(normal: "normal/0.npy"))
    halved.settings.validation = ValidationSettings(every: 1, share: 0.5)
    #expect(refusal(halved).contains("at least two normal"))
    let (same, resumed) = (features.source(normal: "normal", abnormal: "normal"), configuration())
    #expect(refusal(configuration(same)).contains("as normal and as abnormal"))
    var resuming = resumed
    resuming.resume = true
    #expect(refusal(resuming).contains("no training to resume"))
    var elsewhere = resumed
    elsewhere.device = .cuda
    #expect(refusal(elsewhere).contains("GPU"))
    let other = try RTFM(features: 32)
    var writer = try ModelFolderWriter(features.folder.appending("wide.vigil"))
    try writer.add(.rtfm(other), Network.deterministic(other.graph()).weights)
    let folder = try writer.finish(
      ModelSettings(name: "wide", preprocessing: Preprocessing(.rtfm, crops: .one)))
    var tuned = resumed
    tuned.start = TrainingConfiguration.Start(name: "wide", folder: folder)
    #expect(refusal(tuned).contains("the detector of wide takes 32 features, the files have 16"))
    #expect(!isThere("m.vigil") && !isThere("m.training"))
  }

  @Test func `measures on files that are given, made alike`() throws {
    for kind in ["held/normal", "held/abnormal"] { try features.write("\(kind)/0.npy", [9, 1, 16]) }
    var configuration = configuration()
    configuration.settings.validation = ValidationSettings(every: 2)
    configuration.validation = ValidationFiles(
      normal: [features.folder.path("held/normal")], abnormal: [features.folder.path("held/abnormal")])
    var validated: [Int] = []
    let outcome = try TrainingJob(configuration).run(stop: StopRequest()) { event in
      if case .validated(let found, _) = event { validated.append(found.steps) }
    }
    #expect(validated == [2, 4] && outcome.summary.picked != nil)

    // Those of the test set too, and all that differ are named at once.
    try features.write("test/Fire100.npy", [9, 1, 16])
    try Data("Fire100.mp4 Fire 0 9\n".utf8).write(to: features.folder.appending("truth.txt"))
    configuration.validation.test = [features.folder.path("test")]
    configuration.validation.truth.annotation = features.folder.path("truth.txt")
    for kind in ["normal", "abnormal"] {
      for number in 0..<3 { try features.made("\(kind)/\(number).npy", in: "fp32") }
    }
    try features.made("held/normal/0.npy", in: "int8")
    try features.made("held/abnormal/0.npy", in: "fp16")
    try features.made("test/Fire100.npy", in: "int8")
    configuration.destination.replace = true
    let error = #expect(throws: TrainingError.self) {
      try TrainingJob(configuration).run(stop: StopRequest())
    }
    for part in [
      "normal/0.npy was made with rtfm/1, i3d, weights w, fp32", "held/normal/0.npy with",
      "held/abnormal/0.npy with", "test/Fire100.npy with",
    ] {
      #expect(error?.message.contains(part) == true, "\(error?.message ?? "")")
    }
  }

  /// Makes some videos for a test, of which a manifest knows the abnormal frames.
  private func withTestSet(_ configuration: inout TrainingConfiguration) throws {
    try features.write("test/Fire100.npy", [9, 1, 16])
    try features.write("test/Calm100.npy", [9, 1, 16])
    try Data("video,label,split,intervals\nFire100.mp4,fire,test,0-31\nCalm100.mp4,normal,test,\n".utf8)
      .write(to: features.folder.appending("m.csv"))
    configuration.validation.test = [features.folder.path("test")]
    configuration.validation.truth = GroundTruthFiles(manifest: features.folder.path("m.csv"))
    configuration.settings.validation = ValidationSettings(every: 2)
  }

  @Test func `measures the test set of a manifest, and leaves its provenance in the model`() throws {
    var configuration = configuration()
    try withTestSet(&configuration)
    let outcome = try TrainingJob(configuration).run(stop: StopRequest())
    let measured = try #require(outcome.summary.honest?.testAUC)
    #expect((0...1).contains(measured) && outcome.summary.picked == nil)
    let training = try #require(outcome.model.manifest[.detector]?.training)
    #expect(training.recipe == "rtfm" && training.steps == 4 && training.totalSteps == 4)
    #expect(training.seed == 1 && training.normalVideos == 3 && training.abnormalVideos == 3)
    #expect(training.measures == ["test_auc": measured] && training.heldOutVideos == nil)
    #expect(training.settings["videos_per_class"] == 2 && training.videos != nil)
    #expect(training.programs.count == 2 && training.features == nil && training.startedFrom == nil)
  }

  @Test func `is repeated with several seeds, with mean and deviation`() throws {
    var configuration = configuration(steps: 2)
    try withTestSet(&configuration)
    var seeds: [UInt64] = []
    let outcome = try TrainingSeries(configuration, seeds: [5, 1]).run(stop: StopRequest()) { event in
      if case .seed(let seed, _, 2) = event { seeds.append(seed) }
    }
    #expect(seeds == [5, 1] && isThere("m-seed5.vigil") && isThere("m-seed1.vigil") && !isThere("m.vigil"))
    #expect(outcome.trainings.map(\.outcome.model.manifest[.detector]?.training?.seed) == [5, 1])
    let areas = try outcome.trainings.map { try #require($0.outcome.summary.honest?.testAUC) }
    let lines = outcome.lines
    func numbers(_ name: String) -> [String] {
      lines.first { $0.hasPrefix(name) }?.split(separator: " ").suffix(2).map(String.init) ?? []
    }
    func text(_ value: Double) -> String { NumberText.fixed(value, decimals: 4) }
    let mean = (areas[0] + areas[1]) / 2
    #expect(numbers("mean") == [text(mean), text(mean)], "\(lines)")
    let deviation = abs(areas[0] - areas[1]) / 2.0.squareRoot()
    #expect(numbers("standard deviation")[0] == text(deviation), "\(lines)")
    #expect(lines.contains { $0.contains("test AUC, honest") && $0.contains("published protocol") })

    // One seed makes the model itself, with the lines of a single training.
    let alone = try TrainingSeries(configuration).run(stop: StopRequest())
    #expect(isThere("m.vigil") && alone.lines == alone.trainings[0].outcome.lines)
    // Nothing is begun where any of the models is already there.
    var began = false
    #expect(throws: TrainingError.self) {
      try TrainingSeries(configuration, seeds: [9, 1]).run(stop: StopRequest()) { _ in began = true }
    }
    #expect(!began)
  }

  @Test func `warns of features of another scale`() throws {
    for kind in ["normal", "abnormal"] {
      for number in 0..<3 {
        let file = features.folder.appending("\(kind)/\(number).npy")
        var large = try NPY.read(file)
        for index in large.values.indices { large.values[index] *= 2000 }
        try NPY.write(large, to: file)
      }
    }
    var warnings: [String] = []
    let outcome = try TrainingJob(configuration(steps: 12)).run(stop: StopRequest()) { event in
      if case .warned(let warning) = event { warnings.append(warning) }
    }
    #expect(warnings.contains { $0.contains("far beyond the margin of 100") }, "\(warnings)")
    #expect(outcome.warnings == warnings)
    #expect(outcome.lines.contains { $0.hasPrefix("warning: the magnitudes") })
    let page = try String(contentsOf: features.folder.appending("m.training/report.html"), encoding: .utf8)
    #expect(page.contains("far beyond the margin of 100"))
  }
}
