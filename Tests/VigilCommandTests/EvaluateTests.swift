import Foundation
import Testing
import VigilCore
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
    #expect(try evaluate().status == 64)
    #expect(try evaluate("--annotation", "truth.txt").status == 64)
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
