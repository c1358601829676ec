import Foundation
import Testing
import VigilCore
import VigilDatasets
import VigilReport
import VigilTestSupport
import VigilTraining

@Suite struct `The folder of a training` {
  let folder: TemporaryFolder
  let training: TrainingFolder

  init() throws {
    folder = try TemporaryFolder()
    training = TrainingFolder(beside: folder.appending("m.vigil"))
    try training.make()
  }

  func step(_ number: Int) -> String {
    TrainingRecord.step(
      TrainingRecord.Step(
        step: number, learningRate: 0.1, classification: 1, magnitude: 0, smoothness: 0, sparsity: 0,
        total: 1,
        elapsed: 0)
    ).line + "\n"
  }

  func validation(_ steps: Int) -> String {
    TrainingRecord.validation(
      TrainingRecord.Validation(
        steps: steps, videoAUC: 0.5, crossEntropy: 1, testAUC: nil, seconds: 1, elapsed: 1)
    ).line + "\n"
  }

  func write(_ text: String, keeping steps: Int, validated: Int = 0) throws {
    let file = try training.openLog(keeping: steps, validated: validated)
    try file.write(contentsOf: Data(text.utf8))
    try file.close()
  }

  func log() throws -> String { try String(contentsOf: training.log, encoding: .utf8) }

  @Test func `lies beside its model`() {
    #expect(training.url.lastPathComponent == "m.training")
    #expect(training.state.path.hasSuffix("m.training/state.safetensors"))
  }

  @Test func `goes on with its log behind the steps that its state has`() throws {
    try write(
      step(0) + step(1) + validation(2) + step(2) + validation(3) + step(3) + "{\"step\":4", keeping: 0)
    // A run that died had come further than the state that is resumed.
    try write(step(2), keeping: 2, validated: 2)
    #expect(try log() == step(0) + step(1) + validation(2) + step(2))
    var records: [TrainingRecord] = []
    try training.forEachRecord { records.append($0) }
    #expect(records.count == 4)
    try write(step(0), keeping: 0)
    #expect(try log() == step(0), "a training from the beginning has a log of its own")
  }

  @Test func `says what cannot be written or read`() throws {
    let absent = TrainingFolder(beside: folder.appending("none.vigil"))
    #expect(throws: TrainingError.self) { try absent.forEachRecord { _ in } }
    try Data().write(to: folder.appending("file"))
    let error = #expect(throws: TrainingError.self) {
      try TrainingFolder(beside: folder.appending("file/m.vigil")).make()
    }
    #expect(error?.code == .cannotWrite && error?.message.contains("cannot make the folder") == true)
  }
}

@Suite struct `What a training learns from` {
  let folder: TemporaryFolder

  init() throws {
    folder = try TemporaryFolder()
    for name in ["videos/normal/a.mp4", "videos/fire/b.mp4", "features/normal/a.npy", "features/fire/b.npy"] {
      let file = folder.appending(name)
      try FileManager.default.createDirectory(
        at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
      try Data().write(to: file)
    }
  }

  func text(_ name: String, _ text: String) throws { try Data(text.utf8).write(to: folder.appending(name)) }

  func names(_ source: TrainingSource) throws -> [[String]] {
    let (normal, abnormal) = try source.files()
    return [normal, abnormal].map { $0.map(\.lastPathComponent) }
  }

  @Test func `are features, those of a manifest's training videos, or those of videos`() throws {
    let features = folder.appending("features")
    #expect(
      try names(.features(normal: [folder.path("features/normal")], abnormal: [folder.path("features/fire")]))
        == [["a.npy"], ["b.npy"]])
    try text(
      "m.csv", "video,label,split\nnormal/a.mp4,normal,train\nfire/b.mp4,fire,train\nc.mp4,fire,test\n")
    #expect(try names(.manifest(folder.path("m.csv"), features: features)) == [["a.npy"], ["b.npy"]])
    #expect(try names(.videos(folder.path("videos"), features: features)) == [["a.npy"], ["b.npy"]])
    try FileManager.default.removeItem(at: folder.appending("features/fire"))
    let error = #expect(throws: DatasetError.self) {
      try names(.manifest(folder.path("m.csv"), features: features))
    }
    #expect(error?.message.contains("b.mp4") == true && error?.message.contains("c.mp4") == false)
  }

  @Test func `has to be extracted only where it is videos`() throws {
    let features = folder.appending("made")
    let none = try TrainingSource.features(normal: ["a"], abnormal: ["b"]).extraction()
    #expect(none == nil)
    let found = try #require(
      try TrainingSource.videos(folder.path("videos"), features: features).extraction())
    #expect(found.list.items.map(\.name) == ["fire/b", "normal/a"] && found.folder == features)
    try text("m.csv", "video,label\nvideos/normal/a.mp4,normal\nnone.mp4,fire\n")
    let missing = #expect(throws: DatasetError.self) {
      try TrainingSource.videos(folder.path("m.csv"), features: features).extraction()
    }
    #expect(missing?.message.contains("none.mp4") == true)
    let nowhere = #expect(throws: DatasetError.self) {
      try TrainingSource.videos(folder.path("nowhere"), features: features).extraction()
    }
    #expect(nowhere?.message.hasPrefix("there is no ") == true)
  }
}

@Suite struct `Labelled videos` {
  let folder: TemporaryFolder

  init() throws {
    folder = try TemporaryFolder()
    for name in (0..<5).map({ "normal/n\($0).mp4" }) + (0..<4).map({ "abnormal/a\($0).mp4" }) {
      let file = folder.appending(name)
      try FileManager.default.createDirectory(
        at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
      try Data().write(to: file)
    }
    try FileManager.default.createDirectory(at: folder.appending("empty"), withIntermediateDirectories: true)
  }

  func videos(
    _ normal: [String] = ["normal"], _ abnormal: [String] = ["abnormal"], holdOut: String? = nil
  ) throws -> LabelledVideos {
    try LabelledVideos(
      normal: normal.map { folder.path($0) }, abnormal: abnormal.map { folder.path($0) },
      holdOut: holdOut.flatMap { Shard($0) })
  }

  @Test func `hold out a block of neighbours of each class`() throws {
    let blocks = try (0..<2).map { try videos(holdOut: "\($0)/2") }
    #expect(
      blocks[0].heldOut.map(\.url.lastPathComponent) == ["n0.mp4", "n1.mp4", "a0.mp4", "a1.mp4"])
    #expect(blocks[0].heldOut.map(\.isAbnormal) == [false, false, true, true])
    #expect(Set(blocks[1].heldOut) == Set(blocks[0].training))
    #expect(try videos().training.count == 9 && videos().heldOut.isEmpty)
  }

  @Test func `are refused all at once`() throws {
    func message(_ make: () throws -> LabelledVideos) -> String {
      (#expect(throws: TrainingError.self) { try make() })?.message ?? ""
    }
    #expect(message { try videos(["normal"], ["empty"]) }.contains("--abnormal: the inputs contain no video"))
    let both = message { try videos(["nowhere"], ["gone"]) }
    #expect(both.contains("--normal: there is no ") && both.contains("gone"), "\(both)")
    let twice = message { try videos(["normal"], ["normal/n0.mp4", "normal/n4.mp4"]) }
    #expect(twice.contains("n0.mp4 is given twice") && twice.contains("n4.mp4 is given twice"), "\(twice)")
    let few = message { try videos(holdOut: "0/6") }
    #expect(few.contains("at least 6 normal") && few.contains("at least 6 abnormal"), "\(few)")
  }
}
