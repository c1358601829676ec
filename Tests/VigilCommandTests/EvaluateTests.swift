import Foundation
import Testing
import VigilCore
import VigilNetworks
import VigilPreprocessing
import VigilTensorFiles
import VigilTestSupport

@Suite struct `Evaluate` {
  let folder: TemporaryFolder

  init() throws {
    folder = try TemporaryFolder()
    // Three videos of 64, 33 and 16 frames, whose abnormal frames have the higher scores but for one snippet.
    try write("scores.npy", [0.1, 0.9, 0.8, 0.2, 0.3, 0.85, 0.1, 0.1])
    try write("worse.npy", [0.9, 0.1, 0.8, 0.2, 0.3, 0.1, 0.1, 0.1])
    try write("labels.npy", (0..<113).map { (16..<48).contains($0) ? 1 : 0 })
    try text("videos.csv", "video,frames\nFire001.mp4,64\nNormal1.mp4,33\nNormal2.mp4,16\n")
    try text(
      "truth.txt", "Fire001.mp4 Fire 16 47 -1 -1\nNormal1.mp4 Normal -1 -1\nNormal2.mp4 Normal -1 -1\n")
  }

  func write(_ name: String, _ values: [Float]) throws {
    try NPY.write(Tensor(shape: [values.count], values: values), to: folder.appending(name))
  }

  func text(_ name: String, _ text: String) throws {
    try Data(text.utf8).write(to: folder.appending(name))
  }

  func evaluate(_ arguments: String...) throws -> VigilCommand.Outcome {
    try VigilCommand(["evaluate", "--scores", "scores.npy"] + arguments, in: folder.url).finish()
  }

  @Test func `measures scores against labels`() throws {
    let outcome = try evaluate("--ground-truth", "labels.npy", "--videos", "videos.csv", "--json")
    #expect(outcome.status == 0, "\(outcome.errors)")
    let numbers = try #require(outcome.objects.first)
    // 32 abnormal frames at 0.9 and 0.8; of 81 normal ones the 16 at 0.85 lie above half of them.
    let expected: Double = 1 - 256 / 2592
    #expect(abs(try #require(numbers["frame_auc"] as? Double) - expected) < 1e-12)
    #expect(numbers["videos"] as? Int == 3)
    let same = try evaluate(
      "--annotation", "truth.txt", "--videos", "videos.csv", "--json", "--frame-rate", "30")
    #expect(same.objects.first?["frame_auc"] as? Double == numbers["frame_auc"] as? Double)
    #expect((same.objects.first?["categories"] as? [[String: Any]])?.first?["name"] as? String == "Fire")
    let plain = try evaluate("--ground-truth", "labels.npy")
    #expect(plain.status == 0)
    #expect(plain.errors.contains("without a list of videos"))
  }

  @Test func `leaves a page and numbers, and compares`() throws {
    let outcome = try evaluate(
      "--ground-truth", "labels.npy", "--videos", "videos.csv", "--against", "worse.npy", "--output", "result"
    )
    #expect(outcome.status == 0, "\(outcome.errors)")
    #expect(outcome.output.contains("frame-level AUC of worse.npy"))
    #expect(
      try FileManager.default.contentsOfDirectory(atPath: folder.path("result")).sorted()
        == ["evaluation.json", "report.html"])
    // A second run replaces them.
    #expect(
      try evaluate("--ground-truth", "labels.npy", "--videos", "videos.csv", "--output", "result").status == 0
    )
    let data = try Data(contentsOf: folder.appending("result/evaluation.json"))
    #expect(try JSONSerialization.jsonObject(with: data) is [String: Any])
    #expect(!String(decoding: data, as: UTF8.self).contains("worse.npy"))
  }

  @Test func `refuses what it cannot measure, in one line`() throws {
    try write("short.npy", [0.5])
    try write("normal.npy", Array(repeating: 0, count: 113))
    try write("odd.npy", Array(repeating: 0.5, count: 113))
    try text("bad.npy", "no array")
    let refusals: [([String], String)] = [
      (["--ground-truth", "nowhere.npy"], "nowhere.npy"),
      (["--ground-truth", "bad.npy"], "bad.npy"),
      (["--ground-truth", "short.npy", "--videos", "videos.csv"], "1 frame"),
      (["--ground-truth", "normal.npy", "--videos", "videos.csv"], "no abnormal frame"),
      (["--ground-truth", "odd.npy", "--videos", "videos.csv"], "not 0 or 1"),
      (["--ground-truth", "labels.npy", "--videos", "nowhere.csv"], "nowhere.csv"),
      (["--ground-truth", "labels.npy", "--videos", "truth.txt"], "no column video"),
      (["--annotation", "videos.csv", "--videos", "videos.csv"], "line 1 of videos.csv"),
    ]
    for (arguments, reason) in refusals {
      let outcome = try VigilCommand(
        ["evaluate", "--scores", "scores.npy", "--output", "none"] + arguments, in: folder.url
      ).finish()
      #expect(outcome.status == 1)
      #expect(outcome.errorLines.count == 1 && outcome.errors.contains(reason), "\(outcome.errors)")
      #expect(!FileManager.default.fileExists(atPath: folder.path("none")))
    }
    for option in [["--save-scores", "scores.npy/s.npy"], ["--output", "scores.npy"]] {
      let outcome = try VigilCommand(
        ["evaluate", "--model", "nobody", "--features", "scores.npy", "--annotation", "truth.txt"] + option,
        in: folder.url
      ).finish()
      #expect(outcome.status == 1 && outcome.errors.contains("cannot write"), "\(outcome.errors)")
    }
    #expect(try evaluate().status == 64)
    #expect(try evaluate("--annotation", "truth.txt").status == 64)
    #expect(try evaluate("--ground-truth", "labels.npy", "--smooth", "4").status == 64)
  }

  /// A detector of 16 features, and features of the three videos with five crops: 4, 3 and 1 snippets.
  func model() throws -> (detector: Network, features: [Tensor]) {
    let rtfm = try RTFM(features: 16)
    let network = Network.deterministic(rtfm.graph())
    var writer = try ModelFolderWriter(folder.appending("small.vigil"))
    try writer.add(.rtfm(rtfm), network.weights)
    _ = try writer.finish(
      ModelSettings(name: "small", preprocessing: Preprocessing(.rtfm, crops: .one), createdBy: "a test"))
    try FileManager.default.createDirectory(
      at: folder.appending("features"), withIntermediateDirectories: true)
    let features = try [("Fire001", 4), ("Normal1", 3), ("Normal2", 1)].map { name, snippets in
      let tensor = Tensor(
        shape: [snippets, 5, 16],
        values: DeterministicValues.uniform(name, count: snippets * 5 * 16).map { $0 * 3 })
      try NPY.write(tensor, to: folder.appending("features/\(name).npy"))
      return tensor
    }
    return (network, features)
  }

  /// The mean over crops of what the reference gives for snippets of [snippets, crops, F].
  func reference(_ network: Network, _ features: Tensor, _ rows: Range<Int>) throws -> [Float] {
    var sums = [Float](repeating: 0, count: rows.count)
    for crop in 0..<5 {
      let values = rows.flatMap { row -> ArraySlice<Float> in
        let start = (row * 5 + crop) * 16
        return features.values[start..<start + 16]
      }
      let input = Tensor(shape: [1, rows.count, 16], values: values)
      let scores = try #require(try ReferenceInterpreter.run(network, ["features": input])["scores"])
      for index in sums.indices { sums[index] += scores.values[index] / 5 }
    }
    return sums
  }

  @Test func `scores features with a model, offline and online`() throws {
    let (network, features) = try model()
    func run(_ more: String...) throws -> VigilCommand.Outcome {
      try VigilCommand(
        ["evaluate", "--model", "small.vigil", "--features", "features", "--window", "2"] + more,
        in: folder.url
      ).finish()
    }
    let outcome = try run(
      "--ground-truth", "labels.npy", "--videos", "videos.csv", "--save-scores", "s.npy", "--json",
      "--output", "r")
    #expect(outcome.status == 0, "\(outcome.errors)")
    let numbers = try #require(outcome.objects.first)
    #expect(numbers["scores"] as? String == "small.vigil")

    #expect(numbers["published_false_alarm_rate"] is Double)
    let (offline, online) = (
      try NPY.read(folder.appending("s.npy")), try NPY.read(folder.appending("s.online.npy"))
    )
    let wanted = try features.flatMap { try reference(network, $0, 0..<$0.shape[0]) }
    let wantedOnline = try features.flatMap { video in
      try (0..<video.shape[0]).compactMap { try reference(network, video, max(0, $0 - 1)..<$0 + 1).last }
    }
    #expect(offline.shape == [8] && online.shape == [8])
    #expect(zip(offline.values, wanted).allSatisfy { abs($0 - $1) < 1e-5 })
    #expect(zip(online.values, wantedOnline).allSatisfy { abs($0 - $1) < 1e-5 })
    #expect(offline.values != online.values)

    // The areas are those of the kept scores.
    let inner = try #require(numbers["online"] as? [String: Any])
    for (file, found) in [("s.npy", numbers), ("s.online.npy", inner)] {
      let stored = try VigilCommand(
        ["evaluate", "--scores", file, "--ground-truth", "labels.npy", "--videos", "videos.csv", "--json"],
        in: folder.url
      ).finish()
      #expect(stored.objects.first?["frame_auc"] as? Double == found["frame_auc"] as? Double)
      #expect(found["frame_auc"] is Double)
    }
    let mean = zip(wanted, wantedOnline).reduce(0) { $0 + Double(abs($1.0 - $1.1)) } / 8
    #expect(abs(try #require(inner["score_difference_mean"] as? Double) - mean) < 1e-5)
    #expect(inner["frame_auc_difference_interval"] is [Double])

    // Offline alone, smoothed too; and by labels alone.
    let alone = try run(
      "--ground-truth", "labels.npy", "--videos", "videos.csv", "--offline", "--smooth", "3", "--json")
    #expect(alone.objects.first?["frame_auc"] as? Double == numbers["frame_auc"] as? Double)
    #expect(alone.objects.first?["online"] == nil, "\(alone.errors)")
    #expect((alone.objects.first?["smoothed"] as? [String: Any])?["frame_auc"] is Double)
    try text("w.csv", "video,label\nFire001.mp4,fire\nNormal1.mp4,normal\nNormal2.mp4,normal\n")
    #expect(try run("--manifest", "w.csv").errors.contains("--video-level"))
    let whole = try run("--manifest", "w.csv", "--video-level", "--output", "whole")
    #expect(whole.status == 0 && whole.output.contains("video-level AUC"), "\(whole.errors)")
    #expect(FileManager.default.fileExists(atPath: folder.path("whole/evaluation.json")))

    // Nothing is scored in vain.
    let inVain = try run("--annotation", "truth.txt", "--against", "nowhere.npy", "--save-scores", "n/v.npy")
    #expect(inVain.status == 1 && inVain.errors.contains("nowhere.npy"))
    #expect(!FileManager.default.fileExists(atPath: folder.path("n")))

    // Those of a manifest may lie in folders.
    let fire = folder.appending("features/fire")
    try FileManager.default.createDirectory(at: fire, withIntermediateDirectories: true)
    try FileManager.default.moveItem(
      at: folder.appending("features/Fire001.npy"), to: fire.appending(path: "Fire001.npy"))
    try text(
      "m.csv",
      "video,label,frames,intervals\nfire/Fire001.mp4,fire,64,16-47\nNormal1.mp4,normal,33,\nNormal2.mp4,normal,16,\n"
    )
    let sorted = try run("--manifest", "m.csv", "--json")
    #expect(sorted.status == 0, "\(sorted.errors)")
    #expect(sorted.objects.first?["frame_auc"] as? Double == numbers["frame_auc"] as? Double)
    try FileManager.default.moveItem(
      at: fire.appending(path: "Fire001.npy"), to: folder.appending("features/Fire001.npy"))

    // An annotation needs no list: features have names and lengths.
    let annotated = try run("--annotation", "truth.txt")
    #expect(annotated.status == 0, "\(annotated.errors)")
    for text in ["online frame-level AUC", "online minus offline", "online scores differ by"] {
      #expect(annotated.output.contains(text))
    }
    try NPY.write(Tensor(repeating: 0, shape: [4, 5, 32]), to: folder.appending("features/Fire001.npy"))
    #expect(try run("--annotation", "truth.txt").errorLines.count == 1)
    try write("flat.npy", [0.5])
    let other = try VigilCommand(
      ["evaluate", "--model", "nobody", "--features", "flat.npy", "--annotation", "truth.txt"], in: folder.url
    ).finish()
    #expect(other.status == 1 && other.errors.contains("no model nobody"))
    #expect(
      try evaluate("--model", "small.vigil", "--features", "features", "--annotation", "truth.txt").status
        == 64)
    #expect(try run().status == 64)
  }

  @Test(.enabled(if: SharedData.isPresent, "the public scores are not at hand"))
  func `gives the known AUC of the public scores`() throws {
    let data = SharedData.url("data/ucf-crime").path
    let outcome = try VigilCommand([
      "evaluate", "--scores", "\(data)/rtfm_test_scores.npy", "--ground-truth",
      "\(data)/test_ground_truth_frames.npy", "--videos", "\(data)/ucf_test_video_snippet_counts.csv",
      "--annotation", "\(data)/Temporal_Anomaly_Annotation.txt", "--json",
    ]).finish()
    let numbers = try #require(outcome.objects.first)
    #expect(abs(try #require(numbers["frame_auc"] as? Double) - 0.7479124644469753) < 1e-9)
    #expect((numbers["categories"] as? [Any])?.count == 13)
  }
}
