import Foundation
import Synchronization
import Testing
import VigilCore
import VigilDatasets
import VigilPipeline
import VigilPreprocessing
import VigilTensorFiles
import VigilTestSupport

@Suite struct `An extraction` {
  let folder: TemporaryFolder

  init() throws {
    folder = try TemporaryFolder()
    for (name, frames) in [("a", 40), ("sub/b", 20), ("c", 33)] {
      let file = folder.appending("videos/\(name).mp4")
      try FileManager.default.createDirectory(
        at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
      try CommandLineTool.ffmpeg(
        "-f", "lavfi", "-i", "testsrc2=size=128x96:rate=25", "-frames:v", "\(frames)", "-c:v", "libx264",
        "-preset", "ultrafast", "-pix_fmt", "yuv420p", file.path)
    }
  }

  let loads = Counter()

  /// How often something was done.
  final class Counter: Sendable {
    private let value = Atomic(0)
    var count: Int { value.load(ordering: .sequentiallyConsistent) }
    func add() { value.add(1, ordering: .sequentiallyConsistent) }
  }

  func extraction(_ weights: String = "w", overwrite: Bool = false) throws -> Extraction {
    let method = FeatureProvenance.Method(
      preprocessing: "compact/1", extractor: "flow", weights: weights, precision: "fp32")
    let items = try ExtractionList(inputs: [folder.path("videos")], list: nil).items
    return Extraction(items, to: folder.appending("features"), method: method, overwrite: overwrite) {
      [loads] in
      loads.add()
      return Extraction.Loaded(extractor: try await flowExtractor(crops: .one), engine: "engine 1")
    }
  }

  func features(_ name: String) -> URL { folder.appending("features/\(name).npy") }

  @Test func `is over when a stop is requested while a pipe that nobody writes to is opened`() async throws {
    try FileManager.default.removeItem(at: folder.appending("videos"))
    let videos = folder.appending("videos")
    try FileManager.default.createDirectory(at: videos, withIntermediateDirectories: true)
    try #require(mkfifo(videos.appending(path: "a.mp4").path, 0o600) == 0)
    let stop = StopRequest()
    let method = FeatureProvenance.Method(
      preprocessing: "compact/1", extractor: "flow", weights: "w", precision: "fp32")
    let item = ExtractionList.Item(video: videos.appending(path: "a.mp4"), name: "a")
    let extraction = Extraction([item], to: folder.appending("features"), method: method) {
      Extraction.Loaded(extractor: try await flowExtractor(crops: .one), engine: "engine 1")
    }
    // A pipe can be opened for writing without waiting once somebody waits to read from it.
    let writer = Task.detached { [path = item.video.path] in
      var descriptor: Int32 = -1
      while descriptor < 0 {
        descriptor = open(path, O_WRONLY | O_NONBLOCK)
        await Task.yield()
      }
      stop.request()
      return descriptor
    }
    let outcome = try await extraction.run(stop: stop)
    #expect(outcome.left == 1 && outcome.finished == 0 && outcome.failures.isEmpty)
    close(await writer.value)
  }

  @Test func `writes features with their provenance, and tells how far it is`() async throws {
    let extraction = try extraction()
    var events: [String] = []
    let outcome = try await extraction.run(stop: StopRequest()) { event in
      switch event {
      case .found(let videos, let before): events.append("\(videos) videos, \(before) before")
      case .loaded(let engine): events.append(engine)
      case .began(let item, let number, let count, let frames):
        events.append("\(number)/\(count) \(item.name) \(frames ?? 0)")
      case .advanced(let frames): events.append("\(frames)")
      case .ended: break
      case .extracted(let item, let made): events.append("\(item.name): \(made.snippets)")
      case .warned(let item, let sentence): events.append("\(item.name): \(sentence)")
      case .failed: events.append("failed")
      }
    }
    #expect(outcome.finished == 3 && outcome.failures.isEmpty && outcome.left == 0)
    #expect(
      events == [
        "3 videos, 0 before", "engine 1", "1/3 a 40", "16", "32", "40", "a: 3", "2/3 c 33", "16", "32", "33",
        "c: 3", "3/3 sub/b 20", "16", "20", "sub/b: 2",
      ])
    let made = try #require(FeatureProvenance.beside(features("sub/b")))
    #expect(made.frames == 20 && made.snippets == 2 && made.engine == "engine 1")
    #expect(try NPY.read(features("sub/b")).shape == made.shape)
  }

  @Test func `is resumed after what was ended early, and takes videos anew that were replaced`() async throws
  {
    let stop = StopRequest()
    let first = try await extraction().run(stop: stop) { event in
      if case .began = event { stop.request() }
    }
    #expect(first.finished == 1 && first.left == 2, "the video that was begun is finished")
    let bytes = try Data(contentsOf: features("a"))
    let second = try await extraction().run(stop: StopRequest())
    #expect(second.finished == 2 && second.left == 0)
    #expect(try Data(contentsOf: features("a")) == bytes)
    #expect(loads.count == 2)
    #expect(try await extraction().run(stop: StopRequest()).finished == 0)
    #expect(loads.count == 2, "nothing is loaded where nothing is to be done")
    let (a, c) = (folder.appending("videos/a.mp4"), folder.appending("videos/c.mp4"))
    try FileManager.default.removeItem(at: a)
    try FileManager.default.copyItem(at: c, to: a)
    try FileManager.default.removeItem(at: features("sub/b"))
    #expect(try await extraction().run(stop: StopRequest()).finished == 2)
    #expect(FeatureProvenance.beside(features("a"))?.frames == 33)
  }

  @Test func `refuses to mix features that were made in another way`() async throws {
    #expect(try await extraction().run(stop: StopRequest()).finished == 3)
    let mixed = try await extraction("other").run(stop: StopRequest())
    #expect(mixed.finished == 0 && mixed.failures.count == 3)
    for text in ["a.npy was made with", "weights w,", "weights other,", "--overwrite"] {
      #expect(mixed.failures[0].contains(text), "\(mixed.failures[0])")
    }
    #expect(try await extraction("other", overwrite: true).run(stop: StopRequest()).finished == 3)
    #expect(FeatureProvenance.beside(features("c"))?.method.weights == "other")
  }

  @Test func `survives a bad video and leaves nothing of it`() async throws {
    try Data("no video".utf8).write(to: folder.appending("videos/bad.mp4"))
    let outcome = try await extraction().run(stop: StopRequest())
    #expect(outcome.finished == 3 && outcome.failures.count == 1)
    #expect(outcome.failures[0].contains("bad.mp4"), "\(outcome.failures)")
    let names = try FileManager.default.contentsOfDirectory(atPath: folder.path("features")).sorted()
    #expect(names == ["a.json", "a.npy", "c.json", "c.npy", "sub"])
  }

  @Test func `warns of a video that is cut short, also when its features are there already`() async throws {
    let video = folder.appending("videos/d.mkv")
    try FileManager.default.copyItem(at: URL(filePath: OddVideo.cutShort.path), to: video)
    for finished in [4, 0] {
      var warnings: [String] = []
      let outcome = try await extraction().run(stop: StopRequest()) { event in
        if case .warned(_, let sentence) = event { warnings.append(sentence) }
      }
      #expect(outcome.finished == finished && outcome.failures.isEmpty && outcome.faulty == 1)
      #expect(
        warnings == ["\(video.path) ends earlier than its container says; it may be truncated"])
    }
    let made = try #require(FeatureProvenance.beside(features("d")))
    #expect(made.faults?.isTruncated == true && made.frames == 44)
    #expect(FeatureProvenance.beside(features("a"))?.faults == nil)
  }
}
