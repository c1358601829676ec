import Foundation
import Testing
import VigilCore
import VigilDatasets
import VigilDetection
import VigilPreprocessing
import VigilTestSupport
import VigilTuning

@Suite struct `Videos to optimize with` {
  static func videos(_ count: Int) -> [URL] { (0..<count).map { URL(filePath: "/videos/\($0).mp4") } }

  static func names(_ videos: [URL]) -> [String] {
    videos.map { $0.deletingPathExtension().lastPathComponent }
  }

  @Test func `are set aside, every fourth or the last of fewer`() throws {
    for (count, heldOut) in [(2, ["1"]), (3, ["2"]), (4, ["3"]), (7, ["3"]), (8, ["3", "7"])] {
      let split = try CalibrationSplit(calibration: Self.videos(count))
      #expect(Self.names(split.heldOut) == heldOut)
      #expect(Self.names(split.calibration) == (0..<count).map { "\($0)" }.filter { !heldOut.contains($0) })
    }
    let alone = try #require(throws: TuningError.self) { try CalibrationSplit(calibration: Self.videos(1)) }
    #expect(alone.code == .unusableFootage && alone.message.contains("--hold-out"))
  }

  @Test func `are as they were given, but never in both parts`() throws {
    let all = Self.videos(3)
    let split = try CalibrationSplit(calibration: [all[0]], heldOut: [all[1], all[2]])
    #expect(split.calibration == [all[0]] && split.heldOut == [all[1], all[2]])
    let both = try #require(throws: TuningError.self) {
      try CalibrationSplit(calibration: [all[0], all[1]], heldOut: [all[1]])
    }
    #expect(
      both.code == .unusableFootage
        && both.message.contains("/videos/1.mp4 cannot be calibrated on and held out"))
  }

  @Test(arguments: [1, 2, 3, 5, 7])
  func `are chosen from all over the list where there are fewer snippets`(snippets: Int) {
    let all = Self.videos(7)
    let spread = VideoSpread(all, over: snippets, for: "compared on", option: "--hold-out-snippets")
    #expect(spread.videos.count == snippets && Set(spread.videos).count == snippets)
    #expect(spread.videos == all.filter { spread.videos.contains($0) })
    guard snippets < 7 else {
      #expect(spread.videos == all && spread.warning == nil)
      return
    }
    // None is farther from its share of the list than a video.
    for (index, name) in Self.names(spread.videos).enumerated() {
      let exact = Double(index) * 7 / Double(snippets)
      #expect((exact - 1...exact).contains(Double(name) ?? -1))
    }
    #expect(
      spread.warning
        == "\(snippets) of 7 videos are compared on, one snippet each; raise --hold-out-snippets for more")
  }

  @Test func `give their scores and truth by name`() throws {
    func score(_ index: Int, _ value: Float) -> SnippetScore {
      SnippetScore(
        position: SnippetPosition(
          index: index, startFrame: 16 * index, endFrame: 16 * index + 16, start: Double(index),
          end: Double(index + 1)),
        cropScores: [value])
    }
    let files = Self.videos(2)
    let scores = HeldOutScores([
      HeldOutScores.Video(
        file: files[0], before: [score(0, 0.1), score(1, 0.9)], after: [score(0, 0.2), score(1, 0.9)]),
      HeldOutScores.Video(
        file: files[1], before: [score(0, 0.3), score(1, 0.2)], after: [score(0, 0.95), score(1, 0.2)]),
    ])
    let comparison = try #require(scores.comparison(threshold: 0.5))
    #expect(comparison.snippets == 4 && comparison.risenAbove == 1 && comparison.fallenBelow == 0)
    #expect(abs(comparison.meanDifference - 0.1875) < 1e-6)

    let manifest = Manifest([
      Manifest.Video(path: "elsewhere/0.avi", label: "abnormal", intervals: [16..<32]),
      Manifest.Video(path: "1.mp4", label: "normal"),
    ])
    let areas = try #require(try scores.areas(HeldOutTruth(manifest, at: "truth.csv", videos: files)))
    // Before, the abnormal snippet is above all others; after, one of three normal ones is above it.
    #expect(areas.before == 1 && abs(areas.after - 2.0 / 3) < 1e-9)
    let normal = Manifest([Manifest.Video(path: "0.mp4", label: "normal"), manifest.videos[1]])
    #expect(try scores.areas(HeldOutTruth(normal, at: "truth.csv", videos: files)) == nil)

    let unknown = Manifest([Manifest.Video(path: "0.mp4", label: "abnormal")])
    let error = try #require(throws: TuningError.self) {
      try HeldOutTruth(unknown, at: "truth.csv", videos: files)
    }
    #expect(
      error.message
        == "truth.csv does not say where the anomaly of 0.mp4 is; truth.csv does not list 1.mp4")
  }
}

@Suite struct `A reader of snippets` {
  let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  func indices(_ frames: Int, atMost limit: Int, spread: Bool) async throws -> [Int] {
    let file = folder.appending("\(frames).mp4")
    try Clip.make(file, frames: frames)
    var indices: [Int] = []
    try await SnippetReader(preprocessing: SmallModel.preprocessing, stop: StopRequest())
      .read(file, atMost: limit, spread: spread) { indices.append($0.position.index) }
    return indices
  }

  @Test func `takes them from the beginning, or from all over a video`() async throws {
    #expect(try await indices(96, atMost: 3, spread: false) == [0, 1, 2])
    #expect(try await indices(96, atMost: 3, spread: true) == [0, 2, 4])
    #expect(try await indices(96, atMost: 9, spread: true) == [0, 1, 2, 3, 4, 5])
    // Too few frames for a snippet are made one, as the preset has it.
    #expect(try await indices(8, atMost: 3, spread: true) == [0])
  }

  @Test func `ends when that is asked for, and takes no live source`() async throws {
    let file = folder.appending("clip.mp4")
    try Clip.make(file, frames: 48)
    let stop = StopRequest()
    let reader = SnippetReader(preprocessing: SmallModel.preprocessing, stop: stop)
    var taken = 0
    let error = await #expect(throws: TuningError.self) {
      try await reader.read(file, atMost: 9, spread: false) { _ in
        taken += 1
        stop.request()
      }
    }
    #expect(error?.code == .stopped && taken == 1)
    let live = await #expect(throws: TuningError.self) {
      try await reader.read(URL(filePath: "/dev/video0"), atMost: 1, spread: false) { _ in }
    }
    #expect(live?.code == .unusableFootage && live?.message.contains("record a while of it first") == true)
  }
}
