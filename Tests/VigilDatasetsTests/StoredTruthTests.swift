import Foundation
import Testing
import VigilCore
import VigilDatasets
import VigilEvaluation
import VigilTensorFiles
import VigilTestSupport

@Suite struct `A stored ground truth` {
  let folder: TemporaryFolder

  init() throws {
    folder = try TemporaryFolder()
    // Two videos of 64 and 33 frames; eight snippets with the scores of both.
    try write("scores.npy", [0.1, 0.9, 0.8, 0.2, 0.3, 0.85, 0.1])
    try write("labels.npy", (0..<97).map { (16..<48).contains($0) ? 1 : 0 })
    try text("videos.csv", "video,frames\nFire001.mp4,64\nNormal1.mp4,33\n")
    try text("truth.txt", "Fire001.mp4 Fire 16 47 -1 -1\nNormal1.mp4 Normal -1 -1\n")
    try text(
      "m.csv",
      "video,label,split,frames,intervals\nx/Fire001.mp4,Fire,test,64,16-47\nNormal1.mp4,normal,test,33,\n"
        + "other.mp4,normal,train,,\n")
  }

  func write(_ name: String, _ values: [Float]) throws {
    try NPY.write(Tensor(shape: [values.count], values: values), to: folder.appending(name))
  }

  func text(_ name: String, _ text: String) throws { try Data(text.utf8).write(to: folder.appending(name)) }

  func truth(
    labels: String? = nil, annotation: String? = nil, videos: String? = nil, manifest: String? = nil
  ) throws -> StoredGroundTruth {
    func path(_ name: String?) -> String? { name.map { folder.path($0) } }
    return try StoredGroundTruth(
      GroundTruthFiles(
        labels: path(labels), annotation: path(annotation), videos: path(videos), manifest: path(manifest)))
  }

  @Test func `is the same from labels, an annotation and a manifest`() throws {
    let truths = [
      try truth(labels: "labels.npy", annotation: "truth.txt", videos: "videos.csv"),
      try truth(annotation: "truth.txt", videos: "videos.csv"), try truth(manifest: "m.csv"),
      try truth(labels: "labels.npy", manifest: "m.csv"),
    ]
    for truth in truths {
      let tracks = try truth.alignment(of: folder.path("scores.npy")).tracks
      #expect(tracks.map(\.name) == ["Fire001", "Normal1"], "\(truth.files)")
      #expect(tracks.map(\.truth.abnormal) == [[16..<48], []], "\(truth.files)")
      #expect(tracks[0].category == "Fire", "\(truth.files)")
    }
    #expect(truths.map(\.files.name) == ["labels.npy", "truth.txt", "m.csv", "labels.npy"])
  }

  @Test func `takes the borders from where they are said`() throws {
    // Labels need no borders, and a manifest without lengths has none to give.
    try text("short.csv", "video,label,intervals\nFire001.mp4,Fire,16-47\nNormal1.mp4,normal,\n")
    #expect(try truth(labels: "labels.npy", manifest: "short.csv").list == nil)
    let error = #expect(throws: DatasetError.self) { try truth(manifest: "short.csv") }
    #expect(error?.message.contains("does not say how many frames") == true)
    #expect(try truth(videos: "videos.csv", manifest: "short.csv").list?.videos.map(\.frames) == [64, 33])
    // Features have lengths of their own.
    let files = GroundTruthFiles(manifest: folder.path("short.csv"))
    let features = try ["Fire001", "Normal1"].map { name in
      let file = folder.appending("\(name)_i3d.npy")
      try NPY.write(Tensor(repeating: 1, shape: [4, 1, 8]), to: file)
      return file.path
    }
    let set = try TestSet(TestSet.Files(features, truth: StoredGroundTruth(files, ofFeatures: true)))
    #expect(
      try set.alignment([[0, 1, 1, 0], [0, 0, 0, 0]]).tracks.map(\.truth.abnormal) == [[16..<48], []])
  }

  @Test func `finds a manifest's features in the folders of a folder`() throws {
    for name in ["features/x/Fire001.npy", "features/Normal1.npy", "features/other.npy"] {
      let file = folder.appending(name)
      try FileManager.default.createDirectory(
        at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
      try NPY.write(Tensor(repeating: 0.5, shape: [2, 1, 8]), to: file)
    }
    let (all, some) = (folder.path("features"), folder.path("features/Normal1.npy"))
    let manifest = try truth(manifest: "m.csv")
    #expect(try manifest.features([all]).map(\.lastPathComponent) == ["Fire001.npy", "Normal1.npy"])
    #expect(try manifest.features([some]).count == 1)
    let plain = try truth(annotation: "truth.txt")
    #expect(
      try plain.features([all]).map(\.lastPathComponent) == ["Normal1.npy", "other.npy", "Fire001.npy"],
      "in the order of the paths")
    try FileManager.default.removeItem(at: folder.appending("features/x"))
    let error = #expect(throws: DatasetError.self) { try manifest.features([all]) }
    #expect(error?.message.contains("Fire001") == true)
  }

  @Test func `is refused where it does not say what it should`() throws {
    try text("normal.csv", "video,label,split\na.mp4,normal,train\n")
    try text("whole.csv", "video,label,frames\na.mp4,fire,40\nb.mp4,normal,24\n")
    try NPY.write(Tensor(repeating: 0, shape: [2, 3]), to: folder.appending("square.npy"))
    func message(_ make: () throws -> StoredGroundTruth) -> String {
      do {
        _ = try make()
        return ""
      } catch { return error.explanation }
    }
    #expect(message { try truth(videos: "videos.csv") } == "no ground truth was given")
    #expect(message { try truth(manifest: "normal.csv") }.contains("no video for testing"))
    #expect(message { try truth(manifest: "whole.csv") }.contains("no intervals to test with"))
    #expect(message { try truth(labels: "square.npy") }.contains("has the shape [2, 3]"))
    #expect(message { try truth(labels: "nowhere.npy") }.contains("nowhere.npy"))
    #expect(message { try truth(annotation: "videos.csv") }.contains("line 1 of"))
    #expect(message { try truth(annotation: "truth.txt", videos: "truth.txt") }.contains("no column video"))
  }
}

@Suite struct `Stored numbers` {
  func path(_ name: String) -> String { Bundle.module.bundleURL.appending(path: "Fixtures/\(name)").path }

  /// Scores of 1 - x * 1e-9, and what scikit-learn's roc_auc_score says of them.
  @Test func `are ranked at the precision that they are stored in`() throws {
    let truth = try StoredGroundTruth(GroundTruthFiles(labels: path("float64_scores/labels.npy")))
    let tracks = try truth.alignment(of: path("float64_scores/scores.npy")).tracks
    let area = try #require(RankedFrames(tracks).summary()?.rocAUC)
    #expect(abs(area - 0.4920634921) < 1e-10)
  }

  @Test func `that are not finite are refused before anything is scored`() throws {
    let truth = try StoredGroundTruth(GroundTruthFiles(annotation: path("nan_features/annotation.txt")))
    let error = #expect(throws: DatasetError.self) {
      try TestSet(TestSet.Files([path("nan_features/features")], truth: truth))
    }
    let message = try #require(error?.message)
    #expect(
      message.contains(
        "Abuse001_x264.npy has non-finite values (NaN or infinity), first in snippet 2, crop 3"))
    #expect(!message.contains("Normal_Videos_003_x264"))
  }
}

@Suite struct `Labels in another order than the videos` {
  let folder: TemporaryFolder

  init() throws {
    folder = try TemporaryFolder()
    // As the published gt-sh.npy, whose abnormal videos come first, against a list by name.
    let manifest =
      "video,label,split,frames,intervals\n01_001.avi,normal,test,32,\n01_002.avi,fire,test,32,16-31\n"
    try Data(manifest.utf8).write(to: folder.appending("m.csv"))
    try NPY.write(Tensor(shape: [4], values: [0.1, 0.2, 0.3, 0.4]), to: folder.appending("scores.npy"))
    for name in ["01_001", "01_002"] {
      try NPY.write(Tensor(repeating: 1, shape: [2, 1, 8]), to: folder.appending("\(name).npy"))
    }
  }

  func labels(_ abnormal: Range<Int>) throws -> StoredGroundTruth {
    try NPY.write(
      Tensor(shape: [64], values: (0..<64).map { abnormal.contains($0) ? 1 : 0 }),
      to: folder.appending("labels.npy"))
    return try StoredGroundTruth(
      GroundTruthFiles(labels: folder.path("labels.npy"), manifest: folder.path("m.csv")))
  }

  @Test func `are refused, of scores and of features`() throws {
    let right = try labels(48..<64)
    #expect(try right.alignment(of: folder.path("scores.npy")).notes == [])
    let features = ["01_001", "01_002"].map { folder.path("\($0).npy") }
    _ = try TestSet(TestSet.Files(features, truth: right))
    let wrong = try labels(16..<32)
    for test in [
      { _ = try wrong.alignment(of: folder.path("scores.npy")) },
      { _ = try TestSet(TestSet.Files(features, truth: wrong)) },
    ] {
      let error = #expect(throws: EvaluationError.self) { try test() }
      for part in [
        "abnormal frames in 01_001, which the annotation or manifest calls normal",
        "no abnormal frame in the abnormal 01_002", "are its labels in another order?",
      ] {
        #expect(error?.message.contains(part) == true, "\(error?.message ?? "")")
      }
    }
  }

  @Test func `are doubted where an abnormal video has none`() throws {
    let notes = try labels(0..<0).alignment(of: folder.path("scores.npy")).notes
    #expect(
      notes == [
        "the ground truth has no abnormal frame in 01_002, which the annotation or manifest calls abnormal"
      ])
  }
}

@Suite struct `Ground truth of a manifest's files` {
  let folder: TemporaryFolder

  init() throws {
    folder = try TemporaryFolder()
    try text(
      "m.csv",
      "video,label,split,frames,intervals\nx/a.mp4,fire,test,40,20-39\nb.mp4,normal,test,16,\nc.mp4,normal,train,,\n"
    )
    for (name, snippets) in [("features/x/a.npy", 3), ("features/b.npy", 1)] {
      let file = folder.appending(name)
      try FileManager.default.createDirectory(
        at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
      try NPY.write(Tensor(repeating: 0.5, shape: [snippets, 1, 8]), to: file)
    }
  }

  func text(_ name: String, _ text: String) throws { try Data(text.utf8).write(to: folder.appending(name)) }

  func aligned(
    _ lengths: AlignedTruth.Lengths, manifest: String = "m.csv", ending: SnippetEnding? = nil
  ) throws -> AlignedTruth {
    try AlignedTruth(
      file: folder.path(manifest), split: .test, lengths: lengths, framesPerSnippet: 16, ending: ending)
  }

  @Test func `fits the snippets of features, of a table and of numbers of frames`() throws {
    let byFeatures = try aligned(.features(folder.appending("features")))
    #expect(byFeatures.labels == (0..<64).map { (20..<40).contains($0) ? 1 : 0 })
    try text("counts.csv", "video,snippets\na,3\nb,1\n")
    #expect(try aligned(.table(folder.path("counts.csv"))) == byFeatures)
    #expect(try aligned(.frames) == byFeatures)
    let (labels, list) = try byFeatures.write(to: folder.appending("truth.npy"))
    #expect(labels == 64 && list.lastPathComponent == "truth.videos.csv")
    #expect(try NPY.read(folder.appending("truth.npy")).values == byFeatures.labels)
    #expect(
      try String(contentsOf: list, encoding: .utf8)
        == "video,frames,snippets,cut,added\na,48,3,0,8\nb,16,1,0,0\n")
  }

  @Test func `is refused where snippets do not fit`() throws {
    let wrong = #expect(throws: DatasetError.self) {
      try aligned(.features(folder.appending("features")), ending: .drop)
    }
    #expect(wrong?.message.contains("a.mp4 has 3 snippets") == true)
    try text("counts.csv", "video,snippets\na,3\n")
    let missing = #expect(throws: DatasetError.self) { try aligned(.table(folder.path("counts.csv"))) }
    #expect(missing?.message.contains("has no row for b.mp4") == true)
    try text("short.csv", "video,label,split,frames\nb.mp4,normal,test,9\n")
    let short = #expect(throws: DatasetError.self) {
      try aligned(.frames, manifest: "short.csv", ending: .drop)
    }
    #expect(short?.message.contains("shorter than a snippet") == true)
    try text("train.csv", "video,label,split\nb.mp4,normal,train\n")
    let none = #expect(throws: DatasetError.self) { try aligned(.frames, manifest: "train.csv") }
    #expect(none?.message.contains("no video for test") == true)
  }
}

@Suite struct `Opening videos` {
  struct Broken: ExplainedError { var message = "is broken" }

  @Test func `fills in lengths, compares those that are said, and tells what cannot be opened`() async throws
  {
    var manifest = Manifest(
      videos([
        .init(path: "a.mp4", label: "normal"), .init(path: "b.mp4", label: "normal", frames: 100),
        .init(path: "c.mp4", label: "fire", frames: 100), .init(path: "d.mp4", label: "fire"),
        .init(path: "e.mp4", label: "fire", frames: 7),
      ]))
    let files = ["a", "b", "c", "d"].map { URL(filePath: "/\($0).mp4") as URL? } + [nil]
    var (findings, told) = (Findings(), [Int]())
    let rates = try await VideoProbe.measure(
      &manifest, files: files, &findings, progress: { told.append($0) }
    ) { file in
      switch file.lastPathComponent {
      case "a.mp4": VideoProbe.Length(frames: 40, frameRate: 25)
      // Containers count a frame more or less.
      case "b.mp4": VideoProbe.Length(frames: 101, frameRate: nil)
      case "c.mp4": VideoProbe.Length(frames: 90, frameRate: 30)
      default: throw Broken()
      }
    }
    #expect(manifest.videos.map(\.frames) == [40, 100, 100, nil, 7])
    #expect(rates == ["a.mp4": 25, "c.mp4": 30] && told == [1, 2, 3, 4])
    #expect(findings.problems == ["1 video cannot be opened: d.mp4 (is broken)"])
    #expect(findings.notes.count == 1 && findings.notes[0].contains("c.mp4 (100, 90)"))
  }
}
