import Foundation
import Testing
import VigilCore
import VigilDatasets
import VigilEvaluation
import VigilTensorFiles
import VigilTestSupport
import VigilTraining

@Suite struct `Videos that are held out` {
  let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  func file(_ name: String, snippets: Int = 4) throws -> URL {
    let url = folder.appending("\(name).npy")
    if !FileManager.default.fileExists(atPath: url.path) {
      try NPY.write(Tensor(repeating: 0.5, shape: [snippets, 1, 8]), to: url)
    }
    return url
  }

  func sets(
    normal: [String], abnormal: [String], share: Double, seed: UInt64 = 1
  ) throws -> TrainingSets {
    try TrainingSets(
      TrainingSets.Files(
        normal: normal.map { try file($0) }, abnormal: abnormal.map { try file($0) },
        validation: .split(ValidationSplit(share: share, seed: seed))))
  }

  @Test func `keep the share of every class, in neighbours, and follow from the seed`() throws {
    let normal = (100..<140).map { "Normal\($0)_x264" }
    let abnormal =
      (10..<30).map { "Abuse0\($0)_x264" } + (10..<20).map { "Arson0\($0)_x264" }
      + (10..<20).map { "Fire0\($0)" }
    let sets = try sets(normal: normal, abnormal: abnormal, share: 0.2)
    let held = try #require(sets.validation)
    #expect(held.normal.count == 8 && held.abnormal.count == 8)
    for (name, count) in [("Abuse", 4), ("Arson", 2), ("Fire", 2)] {
      let places = abnormal.indices.filter { place in
        abnormal[place].hasPrefix(name) && held.abnormal.contains { $0.name == abnormal[place] }
      }
      #expect(places == Array((places.first ?? 0)..<(places.first ?? 0) + count), "\(name): \(places)")
    }
    // Nothing is in both, and nothing is lost.
    let learned = Set((sets.training.normal + sets.training.abnormal).map(\.name))
    let chosen = Set((held.normal + held.abnormal).map(\.name))
    #expect(learned.isDisjoint(with: chosen))
    #expect(learned.union(chosen) == Set(normal + abnormal))
    // The same seed holds out the same videos; other seeds hold out others.
    func names(_ seed: UInt64) throws -> [String] {
      try #require(try self.sets(normal: normal, abnormal: abnormal, share: 0.2, seed: seed).validation)
        .normal.map(\.name)
    }
    #expect(try names(1) == held.normal.map(\.name))
    #expect(try Set((1...8).map { try names($0) }).count > 3)
    #expect(try self.sets(normal: normal, abnormal: abnormal, share: 0.2).fingerprint == sets.fingerprint)
    #expect(
      try self.sets(normal: normal, abnormal: abnormal, share: 0.2, seed: 2).fingerprint != sets.fingerprint)
  }

  @Test func `are at least one of each kind and never all`() throws {
    for share in [0.001, 0.5, 0.999] {
      let sets = try sets(normal: ["0", "1"], abnormal: ["a", "b", "c"], share: share)
      let held = try #require(sets.validation)
      #expect(held.normal.count == 1 && sets.training.normal.count == 1)
      #expect((1...2).contains(held.abnormal.count))
      #expect(held.abnormal.count + sets.training.abnormal.count == 3)
    }
    let error = #expect(throws: TrainingError.self) {
      try self.sets(normal: ["0"], abnormal: ["a", "b"], share: 0.5)
    }
    #expect(error?.message.contains("1") == true)
  }

  @Test func `are refused where they are not finite, for scores would hide it`() throws {
    let broken = folder.appending("broken.npy")
    try NPY.write(Tensor(repeating: .nan, shape: [4, 1, 8]), to: broken)
    func message(_ files: TrainingSets.Files) -> String {
      (#expect(throws: TrainingError.self) { try TrainingSets(files) })?.message ?? ""
    }
    let (normal, abnormal) = ([try file("n0"), try file("n1")], [try file("a0"), try file("a1")])
    let given = message(
      TrainingSets.Files(
        normal: normal, abnormal: abnormal,
        validation: .given(normal: [broken], abnormal: [try file("v0")])))
    let truth = TrackAlignment.Truth.labels((0..<64).map { $0 < 16 ? 1 : 0 })
    let test = message(
      TrainingSets.Files(
        normal: normal, abnormal: abnormal, test: TestSet.Files(features: [broken], truth: truth)))
    for message in [given, test] {
      #expect(
        message.contains("broken.npy has non-finite values (NaN or infinity), first in snippet 0"),
        "\(message)")
    }
  }

  @Test func `are never learned from, and all complaints come at once`() throws {
    try NPY.write(Tensor(repeating: 1, shape: [4, 1, 16]), to: folder.appending("wide.npy"))
    let files = TrainingSets.Files(
      normal: [try file("n0"), try file("n1")], abnormal: [try file("a0"), try file("a1")],
      validation: .given(
        normal: [try file("n1")], abnormal: [folder.appending("wide.npy"), folder.appending("gone.npy")]),
      test: TestSet.Files(
        features: [try file("a0"), try file("t0")],
        truth: .annotation(try TemporalAnnotation("t0.mp4 Fire 0 9 -1 -1", name: "truth"))))
    let error = #expect(throws: TrainingError.self) { try TrainingSets(files) }
    let message = try #require(error?.message)
    for part in [
      "n1.npy is given for training and for validation", "wide.npy", "gone.npy",
      "a0.npy is given for training and for the test",
    ] {
      #expect(message.contains(part), "\(message)")
    }
  }
}

@Suite struct `A test set` {
  let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  func file(_ name: String, snippets: Int) throws -> URL {
    let url = folder.appending("\(name).npy")
    try NPY.write(Tensor(repeating: 0.5, shape: [snippets, 1, 8]), to: url)
    return url
  }

  @Test func `is in the order of its list, with the frames that it says`() throws {
    let features = [try file("a", snippets: 2), try file("b", snippets: 3), try file("extra", snippets: 1)]
    let annotation = try TemporalAnnotation("b.mp4 Fire 16 31 -1 -1\na.mp4 Normal -1 -1", name: "truth")
    func set(_ frames: (b: Int, a: Int)) throws -> TestSet {
      let list = VideoList([.init(name: "b", frames: frames.b), .init(name: "a", frames: frames.a)])
      return try TestSet(TestSet.Files(features: features, truth: .annotation(annotation), list: list))
    }
    // 40 frames are three snippets, the last one padded.
    let padded = try set((40, 32))
    #expect(padded.videos.map(\.name) == ["b", "a"])
    #expect(padded.notes.count == 1 && padded.notes[0].contains("1 video"))
    let tracks = try padded.alignment([[0.1, 0.9, 0.2], [0.3, 0.4]]).tracks
    #expect(tracks.map(\.name) == ["b", "a"])
    #expect(tracks[0].truth.abnormal == [16..<32])
    #expect(tracks[0].truth.frames == 40)
    #expect(RankedFrames(tracks).summary()?.rocAUC == 1)
    // 50 and 33 frames are as many whole snippets; of 40 the last one is padded.
    #expect(try set((50, 33)).alignment([[0, 1, 0], [0, 0]]).tracks.map(\.truth.frames) == [48, 32])
    #expect(try set((40, 33)).alignment([[0, 1, 0], [0, 0]]).tracks.map(\.truth.frames) == [40, 32])
    // As many snippets in all as 4 and 1, but a's second would be taken for b's fourth.
    let error = #expect(throws: DatasetError.self) { try set((50, 16)) }
    #expect(error?.message.contains("a.npy has 2 snippets, which does not fit its 16 frames") == true)
  }

  @Test func `takes the frames that features know, else sixteen a snippet`() throws {
    let features = [try file("a", snippets: 2), try file("b", snippets: 3)]
    let labels = (0..<72).map { $0 >= 32 ? Float(1) : 0 }
    let set = try TestSet(
      TestSet.Files(features: features, truth: .labels(labels), frames: [features[1]: 40]))
    let tracks = try set.alignment([[0, 0], [1, 1, 1]]).tracks
    #expect(tracks.map(\.truth.frames) == [32, 40])
    #expect(RankedFrames(tracks).summary()?.rocAUC == 1)
  }

  @Test func `refuses what does not belong together`() throws {
    let features = [try file("a", snippets: 2), try file("b", snippets: 3)]
    func message(_ files: TestSet.Files) throws -> String {
      do {
        _ = try TestSet(files)
        return ""
      } catch {
        return try #require(error as? any ExplainedError).message
      }
    }
    let labels = TrackAlignment.Truth.labels(Array(repeating: 0, count: 80))
    #expect(try message(TestSet.Files(features: features, truth: labels)).contains("normal and abnormal"))
    #expect(try message(TestSet.Files(features: features, truth: .labels([0, 1]))).contains("2 frames"))
    let list = VideoList([.init(name: "a", frames: 160), .init(name: "c", frames: 9)])
    let both = try message(TestSet.Files(features: features, truth: labels, list: list))
    #expect(both.contains("no features for c"), "\(both)")
    let long = VideoList([.init(name: "a", frames: 160), .init(name: "b", frames: 48)])
    #expect(try message(TestSet.Files(features: features, truth: labels, list: long)).contains("160 frames"))
  }
}
