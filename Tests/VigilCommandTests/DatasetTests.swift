import Foundation
import Testing
import VigilCore
import VigilTensorFiles
import VigilTestSupport

@Suite struct `Dataset` {
  let folder: TemporaryFolder

  init() throws {
    folder = try TemporaryFolder()
  }

  func write(_ name: String, _ text: String) throws {
    let file = folder.appending(name)
    try FileManager.default.createDirectory(
      at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
    try Data(text.utf8).write(to: file)
  }

  func features(_ name: String, _ snippets: Int) throws {
    let file = folder.appending(name)
    let values = [Float](repeating: 0.5, count: 8 * snippets)
    try NPY.write(Tensor(shape: [snippets, 1, 8], values: values), to: file)
  }

  func clip(_ name: String, frames: Int) throws {
    let file = folder.appending(name)
    try FileManager.default.createDirectory(
      at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
    try Clips.make(file, frames: frames, sound: false)
  }

  func vigil(_ arguments: String...) throws -> VigilCommand.Outcome {
    try VigilCommand(arguments, in: folder.url).finish()
  }

  func text(_ name: String) throws -> String {
    try String(contentsOf: folder.appending(name), encoding: .utf8)
  }

  @Test func `prepares a folder of videos and checks it`() throws {
    try clip("videos/normal/a.mp4", frames: 40)
    try clip("videos/fire/b.mp4", frames: 20)
    let prepared = try vigil("dataset", "prepare", "folder", "videos", "--output", "m.csv", "--probe")
    #expect(prepared.status == 0, "\(prepared.errors)")
    #expect(prepared.errors == "", "quiet without a terminal")
    #expect(try text("m.csv") == "video,label,frames\nfire/b.mp4,fire,20\nnormal/a.mp4,normal,40\n")
    #expect(prepared.output.contains("made ") && prepared.output.contains("with 2 videos"))
    #expect(
      try vigil("dataset", "prepare", "folder", "videos", "--output", "m.csv").errors.contains(
        "already there"))

    let checked = try vigil("dataset", "check", "m.csv", "--videos", "videos", "--probe")
    #expect(checked.status == 0, "\(checked.output) \(checked.errors)")
    #expect(checked.output.contains("nothing wrong"))

    try write("videos/fire/b.mp4", "no video")
    try write(
      "bad.csv",
      "video,label,split,frames,intervals\nnormal/a.mp4,normal,train,40,3-4\nfire/b.mp4,fire,test,20,\n"
        + "c.mp4,fire,test,9,30-40\n")
    let bad = try vigil("dataset", "check", "bad.csv", "--videos", "videos", "--probe", "--kind", "ucf-crime")
    #expect(bad.status == 1 && bad.errorLines.count == 1)
    for word in [
      "is normal but", "no intervals to test with", "outside", "c.mp4", "cannot be opened", "810 abnormal",
    ] {
      #expect(bad.output.contains(word), "\(word): \(bad.output)")
    }
    #expect(bad.errors.contains("problems found"))
  }

  @Test func `prepares published lists`() throws {
    try write("ucf/Anomaly_Train.txt", "Abuse/Abuse001_x264.mp4\nTraining/Normal_Videos001_x264.mp4\n")
    try write(
      "ucf/Temporal_Anomaly_Annotation.txt",
      "Abuse028_x264.mp4  Abuse  16  31  -1  -1\nNormal_Videos_003_x264.mp4  Normal  -1  -1  -1  -1\n")
    let outcome = try vigil("dataset", "prepare", "ucf-crime", "ucf", "--output", "ucf.csv")
    #expect(outcome.status == 0, "\(outcome.errors)")
    #expect(outcome.output.contains("note: UCF-Crime was published with 810 abnormal"))
    #expect(
      try text("ucf.csv") == """
        video,label,split,intervals
        Abuse/Abuse001_x264.mp4,Abuse,train,
        Training/Normal_Videos001_x264.mp4,normal,train,
        Abuse028_x264.mp4,Abuse,test,16-31
        Normal_Videos_003_x264.mp4,normal,test,

        """)
    #expect(
      try vigil("dataset", "prepare", "xd-violence", "ucf", "--output", "x.csv").errors.contains(
        "annotations.txt"))
    #expect(
      try vigil("dataset", "prepare", "table", "t.csv", "--output", "x.csv", "--interval-column", "i").status
        == 64)
    #expect(try vigil("dataset", "prepare", "nobody", "ucf", "--output", "x.csv").status == 64)
    #expect(!FileManager.default.fileExists(atPath: folder.path("x.csv")))
  }

  @Test func `aligns ground truth to features, and evaluation takes it`() throws {
    try write(
      "m.csv",
      "video,label,split,frames,intervals\nx/a.mp4,fire,test,40,20-39\nb.mp4,normal,test,16,\nc.mp4,normal,train,,\n"
    )
    try features("features/x/a.npy", 3)
    try features("features/b.npy", 1)
    let outcome = try vigil("dataset", "align", "m.csv", "--features", "features", "--output", "truth.npy")
    #expect(outcome.status == 0, "\(outcome.errors)")
    #expect(outcome.output.contains("8 labels were added to 1 video "))
    #expect(outcome.output.contains("64 labels of 2 videos, 20 of them abnormal"))
    #expect(try text("truth.videos.csv") == "video,frames,snippets,cut,added\na,48,3,0,8\nb,16,1,0,0\n")
    let labels = try NPY.read(folder.appending("truth.npy")).values
    #expect(labels == (0..<64).map { (20..<40).contains($0) ? 1 : 0 })

    try NPY.write(Tensor(shape: [4], values: [0.1, 0.8, 0.9, 0.2]), to: folder.appending("scores.npy"))
    let evaluated = try vigil(
      "evaluate", "--scores", "scores.npy", "--ground-truth", "truth.npy", "--videos", "truth.videos.csv",
      "--manifest", "m.csv",
      "--json")
    #expect(evaluated.status == 0, "\(evaluated.errors)")
    #expect((evaluated.objects.first?["categories"] as? [[String: Any]])?.first?["name"] as? String == "fire")
    let alone = try vigil("evaluate", "--scores", "scores.npy", "--manifest", "m.csv", "--json")
    #expect(alone.status == 0, "\(alone.errors)")
    // 20 abnormal frames at 0.8 and 0.9, of which 12 tie with the four normal ones at 0.8; 36 normal ones altogether.
    let expected: Double = 1 - (12 * 4 * 0.5) / (20 * 36)
    #expect(abs((alone.objects.first?["frame_auc"] as? Double ?? 0) - expected) < 1e-12)

    try write("whole.csv", "video,label,frames\na.mp4,fire,40\nb.mp4,normal,24\n")
    for verb in [
      ["dataset", "align", "--output", "x.npy"], ["evaluate", "--scores", "scores.npy", "--manifest"],
    ] {
      let outcome = try VigilCommand(verb + ["whole.csv"], in: folder.url).finish()
      #expect(
        outcome.status == 1 && outcome.errors.contains("no intervals to test with"), "\(outcome.errors)")
    }

    let dropped = try vigil("dataset", "align", "m.csv", "--partial", "drop", "--output", "d.npy")
    #expect(dropped.output.contains("8 labels of 1 video were cut"))
    let wrong = try vigil(
      "dataset", "align", "m.csv", "--features", "features", "--partial", "drop", "--output", "w.npy")
    #expect(wrong.status == 1 && wrong.errors.contains("a.mp4 has 3 snippets"), "\(wrong.errors)")
    #expect(try vigil("dataset", "align", "m.csv", "--snippets", "m.csv", "--output", "s.npy").status == 1)
    try write("counts.csv", "video,snippets\na,3\nb,1\n")
    #expect(
      try vigil("dataset", "align", "m.csv", "--snippets", "counts.csv", "--output", "s.npy").status == 0)
    #expect(
      try Data(contentsOf: folder.appending("s.npy")) == Data(contentsOf: folder.appending("truth.npy")))
  }

  @Test(.enabled(if: SharedData.isPresent, "the public annotation is not at hand"))
  func `makes the public ground truth of UCF-Crime`() throws {
    let data = SharedData.url("data/ucf-crime").path
    #expect(try vigil("dataset", "prepare", "ucf-crime", data, "--output", "ucf.csv").status == 0)
    let outcome = try vigil(
      "dataset", "align", "ucf.csv", "--snippets", "\(data)/ucf_test_video_snippet_counts.csv", "--output",
      "t.npy")
    #expect(
      outcome.output.contains("1114144 labels of 290 videos, 84343 of them abnormal"), "\(outcome.output)")
    let published = try NPY.read(URL(filePath: "\(data)/test_ground_truth_frames.npy"))
    #expect(try NPY.read(folder.appending("t.npy")).values == published.values)
    let evaluated = try vigil(
      "evaluate", "--scores", "\(data)/rtfm_test_scores.npy", "--ground-truth", "t.npy", "--videos",
      "t.videos.csv",
      "--manifest", "ucf.csv", "--json", "--resamples", "10")
    let auc = try #require(evaluated.objects.first?["frame_auc"] as? Double, "\(evaluated.errors)")
    #expect(abs(auc - 0.7479124644469753) < 1e-9)
  }

  @Test(.enabled(if: pluginIsBuilt, "the LibTorch plug-in is not built: scripts/build-torch"))
  func `trains from a manifest's features`() throws {
    try write("m.csv", "video,label,split\na.mp4,normal,train\nb.mp4,fire,train\nc.mp4,fire,test\n")
    let arguments = [
      "train", "--manifest", "m.csv", "--features", "features", "--output", "m.vigil", "--steps", "2",
      "--batch", "1",
    ]
    try features("features/a.npy", 5)
    let missing = try VigilCommand(arguments, in: folder.url).finish()
    #expect(missing.status == 1 && missing.errors.contains("b.mp4") && !missing.errors.contains("c.mp4"))
    try features("features/b.npy", 40)
    let outcome = try VigilCommand(arguments, in: folder.url).finish()
    #expect(outcome.status == 0, "\(outcome.errors)")
    #expect(try vigil("train", "--manifest", "m.csv", "--output", "n.vigil").status == 64)
    #expect(
      try vigil(
        "train", "--manifest", "m.csv", "--features", "f", "--normal", "a", "--abnormal", "b", "--output",
        "n.vigil"
      )
      .status == 64)
  }

  @Test(.enabled(if: pluginIsBuilt, "the LibTorch plug-in is not built: scripts/build-torch"))
  func `trains straight from a folder of videos`() throws {
    try clip("videos/normal/a.mp4", frames: 40)
    try clip("videos/fire/b.mp4", frames: 20)
    let arguments = [
      "train", "--videos", "videos", "--extractor", "test-weights-narrow", "--crops", "1", "--output",
      "m.vigil", "--steps", "2",
      "--batch", "1",
    ]
    let outcome = try VigilCommand(arguments, in: folder.url).finish()
    #expect(outcome.status == 0, "\(outcome.errors)")
    #expect(outcome.errors == "", "quiet without a terminal")
    let made = folder.appending("m.training/features/normal/a.npy")
    #expect(try NPY.read(made).shape == [3, 1, 512])
    // What is extracted is not extracted again.
    let date = try made.resourceValues(forKeys: [.contentModificationDateKey]).contentModificationDate
    let again = try VigilCommand(arguments + ["--replace"], in: folder.url).finish()
    #expect(again.status == 0, "\(again.errors)")
    #expect(try made.resourceValues(forKeys: [.contentModificationDateKey]).contentModificationDate == date)
    #expect(try VigilCommand(arguments, in: folder.url).finish().errors.contains("already there"))

    try write("videos/fire/bad.mp4", "no video")
    let bad = try VigilCommand(arguments + ["--replace"], in: folder.url).finish()
    #expect(bad.status == 1 && bad.errors.contains("bad.mp4") && bad.errorLines.count == 1)
    try write("m.csv", "video,label\nvideos/normal/a.mp4,normal\nvideos/fire/b.mp4,fire\nnone.mp4,fire\n")
    let missing = try vigil(
      "train", "--videos", "m.csv", "--extractor", "test-weights-narrow", "--crops", "1", "--output",
      "x.vigil")
    #expect(missing.status == 1 && missing.errors.contains("none.mp4"), "\(missing.errors)")
    #expect(!FileManager.default.fileExists(atPath: folder.path("x.training")))
  }
}
