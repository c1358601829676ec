import Foundation
import Testing
import VigilCore
import VigilNetworks
import VigilPreprocessing
import VigilTestSupport
import VigilTorch
import VigilTraining

@Suite(.enabled(if: plugin != nil, "the LibTorch plug-in is not built: scripts/build-torch"))
struct `An extractor` {
  let preprocessing = Preprocessing(.compact, crops: .one)

  /// Pictures of a square on noise that trembles, or glides if normal.
  func archive(_ folder: TemporaryFolder, videos: Int, first: Int = 0) throws -> FrameArchive {
    let (width, height) = (128, 96)
    let made = try (first..<first + videos).map { video in
      let isAbnormal = video.isMultiple(of: 2)
      var random = SplitMix64(seed: UInt64(video))
      let (top, left) = (20 + random.index(below: 30), 20 + random.index(below: 50))
      var writer = FrameWriter(folder.appending("\(video).npy"))
      for index in 0..<20 {
        let tremble = isAbnormal ? random.index(below: 17) - 8 : 0
        var pixels = [UInt8](repeating: 90, count: width * height * 3)
        for y in top..<top + 24 {
          for x in left + index + tremble..<left + index + tremble + 24 {
            for channel in 0..<3 { pixels[(y * width + x) * 3 + channel] = 200 }
          }
        }
        let frame = Frame(
          index: index, time: Double(index) / 25, width: width, height: height, pixels: pixels)
        try writer.append(preprocessing.prepare(frame))
      }
      try writer.finish()
      return FrameArchive.Video(frames: folder.appending("\(video).npy"), label: isAbnormal ? 1 : 0)
    }
    return try FrameArchive(made, preprocessing: preprocessing)
  }

  func run(_ archive: FrameArchive, steps: Int) throws -> ExtractorRun {
    var settings = ExtractorTrainingSettings()
    (settings.steps, settings.snippets, settings.warmUp, settings.averaging) = (steps, 8, 2, 0.8)
    return try ExtractorRun(
      archive, settings: settings, network: MotionNet(channels: 4), plugin: #require(plugin))
  }

  @Test func `learns to tell motions apart, on videos it has not seen`() throws {
    let folder = try TemporaryFolder()
    let run = try run(archive(folder, videos: 12), steps: 30)
    for _ in 0..<30 { _ = try run.step() }
    let scores = try run.scores(of: archive(folder, videos: 8, first: 100)).map { $0[0] }
    let abnormal = stride(from: 0, to: 8, by: 2).map { scores[$0] }
    let normal = stride(from: 1, to: 8, by: 2).map { scores[$0] }
    #expect(abnormal.min()! > normal.max()!, "\(scores)")
  }

  @Test func `makes the same steps from the same seed`() throws {
    let folder = try TemporaryFolder()
    let archive = try archive(folder, videos: 4)
    let (one, two) = (try run(archive, steps: 3), try run(archive, steps: 3))
    for _ in 0..<3 { #expect(try one.step() == two.step()) }
    #expect(try one.weights() == two.weights())
    let graph = try MotionNet(channels: 4).graph(frameHeight: 96, frameWidth: 128)
    #expect(Set(try one.weights().tensors.keys) == Set(graph.parameters.map(\.name)))
  }

  @Test func `needs both kinds of videos, and frames that fit`() throws {
    let folder = try TemporaryFolder()
    let archive = try archive(folder, videos: 1)
    let error = #expect(throws: TrainingError.self) { try run(archive, steps: 1) }
    #expect(error?.message.contains("normal") == true)
    let missing = FrameArchive.Video(frames: folder.appending("nowhere.npy"), label: 1)
    #expect(throws: TrainingError.self) { try FrameArchive([missing], preprocessing: preprocessing) }
  }
}
