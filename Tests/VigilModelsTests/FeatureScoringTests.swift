import Foundation
import Testing
import VigilCore
import VigilDatasets
import VigilDetection
import VigilEvaluation
import VigilInference
import VigilModels
import VigilNetworks
import VigilPreprocessing
import VigilReport
import VigilTensorFiles
import VigilTestSupport

@Suite struct `A model on stored features` {
  let folder: TemporaryFolder
  let network: Network
  /// Of three videos, [snippets, 5, 16].
  let features: [Tensor]

  init() throws {
    folder = try TemporaryFolder()
    let rtfm = try RTFM(features: 16)
    network = Network.deterministic(rtfm.graph())
    var writer = try ModelFolderWriter(folder.appending("small.vigil"))
    try writer.add(.rtfm(rtfm), network.weights)
    _ = try writer.finish(
      ModelSettings(name: "small", preprocessing: Preprocessing(.rtfm, crops: .one), threshold: 0.6))
    features = [("Fire001", 4), ("Normal1", 3), ("Normal2", 1)].map { name, snippets in
      Tensor(
        shape: [snippets, 5, 16],
        values: DeterministicValues.uniform(name, count: snippets * 5 * 16).map { $0 * 3 })
    }
    for (name, tensor) in zip(["Fire001", "Normal1", "Normal2"], features) {
      let file = folder.appending("features/\(name).npy")
      try FileManager.default.createDirectory(
        at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
      try NPY.write(tensor, to: file)
    }
    try Data("Fire001.mp4 Fire 16 47 -1 -1\nNormal1.mp4 Normal -1 -1\nNormal2.mp4 Normal -1 -1\n".utf8)
      .write(to: folder.appending("truth.txt"))
  }

  var scoring: FeatureScoring { get throws { try FeatureScoring(model: folder.path("small.vigil")) } }
  var engine: EngineConfiguration { EngineConfiguration(threads: 1, cache: nil) }

  /// The mean over crops of what the reference gives for a stretch of snippets.
  func reference(_ features: Tensor, _ rows: Range<Int>) throws -> [Float] {
    var sums = [Float](repeating: 0, count: rows.count)
    for crop in 0..<5 {
      let values = rows.flatMap { row in features.values[(row * 5 + crop) * 16..<(row * 5 + crop + 1) * 16] }
      let input = Tensor(shape: [1, rows.count, 16], values: values)
      let scores = try #require(try ReferenceInterpreter.run(network, ["features": input])["scores"])
      for index in sums.indices { sums[index] += scores.values[index] / 5 }
    }
    return sums
  }

  @Test func `is scored as the reference scores it, offline and in a window`() async throws {
    let videos = try ["Fire001", "Normal1", "Normal2"].map {
      try VideoFeatures(folder.appending("features/\($0).npy"))
    }
    var told: [Int] = []
    let scores = try await scoring.scores(of: videos, window: 2, configuration: engine) { told.append($0) }
    #expect(told == Array(1...8))
    let offline = try features.map { try reference($0, 0..<$0.shape[0]) }
    let online = try features.map { video in
      try (0..<video.shape[0]).compactMap { try reference(video, max(0, $0 - 1)..<$0 + 1).last }
    }
    let found = try #require(scores.online)
    #expect(scores.offline.map(\.count) == [4, 3, 1] && found.map(\.count) == [4, 3, 1])
    #expect(zip(scores.offline.joined(), offline.joined()).allSatisfy { abs($0 - Double($1)) < 1e-5 })
    #expect(zip(found.joined(), online.joined()).allSatisfy { abs($0 - Double($1)) < 1e-5 })
    #expect(scores.offline != found)

    try scores.write(to: folder.appending("s.npy"))
    #expect(try NPY.readDoubles(folder.appending("s.npy")).values == Array(scores.offline.joined()))
    #expect(try NPY.readDoubles(folder.appending("s.online.npy")).values == Array(found.joined()))

    told = []
    let alone = try await scoring.scores(of: videos, window: nil, configuration: engine) { told.append($0) }
    #expect(alone.offline == scores.offline && alone.online == nil && told == [4, 7, 8])
    try alone.write(to: folder.appending("a.npy"))
    #expect(!FileManager.default.fileExists(atPath: folder.path("a.online.npy")))
  }

  @Test func `is compared with other features of the same video`() async throws {
    let scoring = try scoring
    #expect(scoring.threshold == 0.6)
    let equal = try await scoring.difference(features[0], features[0], configuration: engine)
    let same = try #require(equal)
    #expect(same.snippets == 4 && same.meanDifference == 0)
    var other = features[0]
    for index in 0..<32 { other.values[index] += 1 }
    let found = try await scoring.difference(features[0], other, configuration: engine)
    #expect(found?.maximumDifference ?? 0 > 0)
    let shapes = await #expect(throws: ModelError.self) {
      try await scoring.difference(features[0], features[1], configuration: engine)
    }
    #expect(shapes?.message.contains("of one shape") == true)
  }

  @Test func `is refused and doubted where it was made for another model`() throws {
    let scoring = try scoring
    try scoring.verify(featureSize: 16)
    let error = #expect(throws: ModelError.self) { try scoring.verify(featureSize: 32) }
    #expect(error?.message.contains("takes 16 features, the files have 32") == true)
    #expect(throws: ModelError.self) { try FeatureScoring(model: "nobody") }

    let file = folder.appending("features/Fire001.npy")
    #expect(scoring.doubts(about: [file]) == [])
    func made(with preprocessing: String) throws {
      let method = FeatureProvenance.Method(
        preprocessing: preprocessing, extractor: "i3d", weights: "w", precision: "fp32")
      try FeatureProvenance(
        method: method, video: "v", videoBytes: 1, frames: 64, snippets: 4, shape: [4, 5, 16], engine: "e"
      ).write(beside: file)
    }
    try made(with: "rtfm/1")
    #expect(scoring.doubts(about: [file]) == [])
    try made(with: "paper/10")
    #expect(
      scoring.doubts(about: [file]) == ["features were made with paper/10, the model expects rtfm/1"])
  }

  func job(_ subject: EvaluationJob.Subject, against rival: String? = nil) -> EvaluationJob {
    EvaluationJob(
      subject, against: rival, truth: GroundTruthFiles(annotation: folder.path("truth.txt")),
      bootstrap: Bootstrap(resamples: 10), window: 2, engine: engine)
  }

  @Test func `is evaluated by the scores that it keeps`() async throws {
    let kept = folder.appending("s.npy")
    let model = EvaluationJob.Subject.model(
      folder.path("small.vigil"), features: [folder.path("features")], keepingScores: kept)
    let report = try await job(model).run()
    #expect(report.name == "small.vigil" && report.truth == "truth.txt")
    #expect(report.evaluation.alarms.rules.threshold == 0.6, "the model's own")
    #expect(report.online?.window == 2)

    try Data("video,frames\nFire001.mp4,64\nNormal1.mp4,48\nNormal2.mp4,16\n".utf8)
      .write(to: folder.appending("videos.csv"))
    var stored = job(.scores(kept.path), against: folder.path("s.online.npy"))
    stored.truth.videos = folder.path("videos.csv")
    let again = try await stored.run()
    #expect(again.evaluation.alarms.rules.threshold == 0.7, "the usual one")
    #expect(again.online == nil && again.comparison?.name == "s.online.npy")
    #expect(
      again.lines.first { $0.name.contains("AUC") }?.value
        == report.lines.first { $0.name.contains("AUC") }?.value)

    stored.rules.threshold = 0.3
    stored.usesModelThreshold = false
    #expect(try await stored.run().evaluation.alarms.rules.threshold == 0.3)
  }

  @Test func `is doubted where crops or origins differ`() async throws {
    let model = EvaluationJob.Subject.model(
      folder.path("small.vigil"), features: [folder.path("features")], keepingScores: nil)
    let crops = "the features have 5 crops, the model was made for 1; are they [snippets, crops, features]?"
    #expect(try await job(model).run().notes == [crops])
    let method = FeatureProvenance.Method(
      preprocessing: "rtfm/1", extractor: "i3d", weights: "w", precision: "fp32")
    try FeatureProvenance(
      method: method, video: "v", videoBytes: 1, frames: 64, snippets: 4, shape: [4, 5, 16], engine: "e"
    ).write(beside: folder.appending("features/Fire001.npy"))
    let notes = try await job(model).run().notes
    #expect(notes.count == 2 && notes[1].contains("those of the normal ones do not say"), "\(notes)")
  }

  @Test func `refuses features that are not finite before it scores any`() async throws {
    var broken = features[1]
    broken.values[broken.values.count - 1] = .nan
    try NPY.write(broken, to: folder.appending("features/Normal1.npy"))
    let model = EvaluationJob.Subject.model(
      folder.path("small.vigil"), features: [folder.path("features")], keepingScores: nil)
    var began = false
    let job = job(model)
    let error = await #expect(throws: DatasetError.self) { try await job.run { _, _ in began = true } }
    #expect(error?.message.contains("Normal1.npy has non-finite values") == true && !began)
  }

  @Test func `is not scored in vain`() async throws {
    let kept = folder.appending("n/v.npy")
    let model = EvaluationJob.Subject.model(
      folder.path("small.vigil"), features: [folder.path("features")], keepingScores: kept)
    var began = false
    let job = job(model, against: folder.path("nowhere.npy"))
    let error = await #expect(throws: (any Error).self) { try await job.run { _, _ in began = true } }
    #expect(error?.explanation.contains("nowhere.npy") == true && !began)
    #expect(!FileManager.default.fileExists(atPath: folder.path("n")))
  }

  @Test func `is ranked before its scores become ones`() async throws {
    // The same detector, so sure that its highest logit is 30: its scores in 32 bits are all 1.
    let videos = try ["Fire001", "Normal1"].map { try VideoFeatures(folder.appending("features/\($0).npy")) }
    func scaled(_ scale: Float) throws -> Weights {
      var weights = network.weights
      for name in ["fc3.weight", "fc3.bias"] {
        let tensor = try #require(network.weights.tensors[name])
        weights.tensors[name] = Tensor(shape: tensor.shape, values: tensor.values.map { abs($0) * scale })
      }
      return weights
    }
    let rtfm = try RTFM(features: 16)
    let logits = try videos.flatMap { video in
      let input = ["features": video.columns(0..<5)]
      return try ReferenceInterpreter.run(Network(rtfm.logitGraph(), scaled(1)), input)["logits"]?.values
        ?? []
    }
    var writer = try ModelFolderWriter(folder.appending("sure.vigil"))
    try writer.add(.rtfm(rtfm), scaled(30 / #require(logits.max())))
    _ = try writer.finish(ModelSettings(name: "sure", preprocessing: Preprocessing(.rtfm, crops: .one)))
    let scores = try await FeatureScoring(model: folder.path("sure.vigil"))
      .scores(of: videos, window: nil, configuration: engine).offline.flatMap { $0 }
    let sure = scores.filter { Float($0) == 1 }
    #expect(sure.count >= 2, "\(scores)")
    #expect(Set(sure).count == sure.count, "\(scores)")
  }

  @Test func `is evaluated offline alone, smoothed as well`() async throws {
    let kept = folder.appending("k.npy")
    let model = EvaluationJob.Subject.model(
      folder.path("small.vigil"), features: [folder.path("features")], keepingScores: kept)
    var job = job(model)
    #expect(job.destinations(in: folder.url).count == 4)
    (job.window, job.smoothing) = (nil, 3)
    #expect(job.destinations(in: nil) == [kept])
    let report = try await job.run()
    #expect(report.online == nil && report.smoothed?.width == 3)
    #expect(!FileManager.default.fileExists(atPath: folder.path("k.online.npy")))
    let track = report.evaluation.tracks[0].scores
    let mean = (track[0] + track[1] + track[2]) / 3
    let smoothed = try #require(report.smoothed).evaluation
    #expect(abs(smoothed.tracks[0].scores[1] - mean) < 1e-12)
    let text = report.text.joined(separator: "\n")
    for part in ["smoothed frame-level AUC", "over 3 snippets", "false alarm rate", "Fire"] {
      #expect(text.contains(part), "\(text)")
    }
    #expect(!text.contains("online"))
    #expect(report.json.contains("\"smoothed\":{\"width_snippets\":3,"))
  }

  @Test func `is evaluated by labels of whole videos alone`() async throws {
    let table = "video,label\nFire001.mp4,fire\nNormal1.mp4,normal\nNormal2.mp4,normal\n"
    try Data(table.utf8).write(to: folder.appending("m.csv"))
    let model = EvaluationJob.Subject.model(
      folder.path("small.vigil"), features: [folder.path("features")], keepingScores: nil)
    var job = job(model)
    job.truth = GroundTruthFiles(manifest: folder.path("m.csv"))
    let refused = job
    let error = await #expect(throws: DatasetError.self) { try await refused.run() }
    #expect(error?.message.contains("--video-level") == true, "\(error?.message ?? "")")
    job.truth.ofWholeVideos = true
    let report = try #require(try await job.result() as? VideoEvaluationReport)
    #expect(report.evaluation.tracks.map(\.isAbnormal) == [true, false, false])
    #expect([0, 0.5, 1].contains(report.evaluation.rocAUC.value))
    #expect(report.text.contains { $0.hasPrefix("video-level AUC") })
    let object = try JSONSerialization.jsonObject(with: Data(report.json.utf8)) as? [String: Any]
    #expect(object?["video_auc"] as? Double == report.evaluation.rocAUC.value)
    #expect((object?["video_results"] as? [[String: Any]])?.count == 3)
    #expect(report.html.contains("Video-level AUC"))
  }

  @Test func `is called collapsed where all scores are the same`() async throws {
    try NPY.write(Tensor(repeating: 0.25, shape: [8]), to: folder.appending("flat.npy"))
    try Data("video,frames\nFire001.mp4,64\nNormal1.mp4,48\nNormal2.mp4,16\n".utf8)
      .write(to: folder.appending("videos.csv"))
    var job = job(.scores(folder.path("flat.npy")))
    job.truth.videos = folder.path("videos.csv")
    #expect(
      try await job.run().notes.contains { $0.hasPrefix("all scores are 0.25: the detector has collapsed") })
  }

  @Test func `is exported with what others must know of its input`() throws {
    let selection = try ModelSelection(named: [folder.path("small.vigil")])
    let detector = try selection.network(.detector)
    let options = try detector.exportOptions(selection.preprocessing, threshold: selection.threshold)
    #expect(
      options.documentation.contains("A feature file is [snippets, crops, F]: transpose its first two axes"))
    #expect(options.properties["vigil.threshold"] == "0.6" && options.properties["vigil.preset"] == "rtfm")
    #expect(options.properties["vigil.weights_sha256"] == detector.sha256 && detector.sha256 != nil)
    #expect(options.properties["vigil.checkpoint"] == nil)
    let error = #expect(throws: ModelError.self) {
      try detector.exportOptions(
        selection.preprocessing, threshold: selection.threshold, target: .tensorRT, usesHalfFloats: true)
    }
    #expect(error?.message.hasPrefix("detectors are exported in fp32") == true)
  }

  @Test func `is exported in its own number format for TensorRT alone, unless told`() throws {
    let networks = try TestWeights.narrow.networks()
    var extractor = try #require(networks.first { $0.role == .extractor })
    extractor.usesHalfFloats = true
    func options(_ target: ONNXTarget, _ asked: Bool? = nil) throws -> ONNXOptions {
      try extractor.exportOptions(
        Preprocessing(.rtfm, crops: .ten), threshold: 0.5, batch: 10, target: target, usesHalfFloats: asked)
    }
    #expect(try options(.tensorRT).usesHalfFloats)
    #expect(try !options(.tensorRT, false).usesHalfFloats)
    #expect(try !options(.openVINO).usesHalfFloats)
    #expect(try options(.openVINO, true).usesHalfFloats)
    let chosen = try options(.tensorRT)
    #expect(chosen.target == .tensorRT && chosen.sizes == ["batch": 10])
    #expect(extractor.portable(chosen).identity != extractor.portable.identity)
  }
}
