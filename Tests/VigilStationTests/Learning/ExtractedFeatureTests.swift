import Foundation
import Testing
import VigilCore
import VigilDatasets
import VigilMedia
import VigilModels
import VigilPipeline
import VigilStation
import VigilStore
import VigilTensorFiles
import VigilTestSupport

/// The demo model, from pictures to the database.
@Suite(.ownThread) struct `Features of the demo model` {
  /// The pictures of a recording as if they were taken from a moment on.
  private struct DatedSource: FrameSource {
    var source: MediaSource
    var start: Date

    var isLive: Bool { false }
    var name: String { source.name }
    func passingJPEGs() -> Self { self }
    func makeAsyncIterator() -> Iterator { Iterator(source: source.makeAsyncIterator(), start: start) }

    struct Iterator: AsyncIteratorProtocol {
      var source: MediaSource.AsyncIterator
      var start: Date

      mutating func next() async throws -> SourceElement? { try await next(isolation: #isolation) }

      mutating func next(isolation actor: isolated (any Actor)?) async throws -> SourceElement? {
        guard case .frame(var frame) = try await source.next(isolation: actor) else { return nil }
        frame.date = start + frame.time
        return .frame(frame)
      }
    }
  }

  @Test func `are in the database as vigil extract computes them, to half precision`() async throws {
    let bench = try await LearningBench(alarm: 0.5, review: 0)
    let clip = bench.folder.appending("clip.mp4")
    // Something moves over a still background.
    try CommandLineTool.ffmpeg(
      "-f", "lavfi", "-i", "color=gray:size=320x240:rate=25", "-f", "lavfi", "-i",
      "testsrc2=size=60x80:rate=25", "-filter_complex", "[0][1]overlay=x='mod(t*70,260)':y='80+60*sin(t*3)'",
      "-frames:v", "\(16 * 20)", "-c:v", "libx264", "-preset", "ultrafast", "-pix_fmt", "yuv420p", clip.path)
    let selection = try ModelSelection(named: [StationBench.model])
    let extraction = try Extraction(
      [ExtractionList.Item(video: clip, name: "clip")], to: bench.folder.appending("features"),
      with: selection,
      configuration: EngineConfiguration())
    #expect(try await extraction.run(stop: StopRequest()).finished == 1)
    let extracted = try NPY.read(bench.folder.appending("features/clip.npy"))
    #expect(extracted.shape == [20, 1, 344])

    var settings = DetectionSettings(mode: .online, rules: EventRules(threshold: selection.threshold))
    settings.formsEvents = false
    let networks = try await LoadedNetworks(selection, configuration: EngineConfiguration()).detection(
      settings)
    let run = DetectionRun(
      source: DatedSource(source: try MediaSource(clip.path), start: bench.next),
      extractor: networks.extractor,
      detectors: networks.detectors, settings: settings, clocks: bench.clock.clocks)
    let counts = try await run.run(stop: StopRequest()) { await bench.take($0) }
    #expect(counts.snippets == 20)
    await bench.lose()
    await bench.goRound()
    let event = try #require(try bench.station.store.events().first)
    let stretch = try #require(try bench.station.store.features(of: event.id))
    #expect(stretch.crops == 1 && stretch.size == 344 && stretch.snippets.count == 20)
    for (index, snippet) in stretch.snippets.enumerated() {
      let expected = extracted.values[index * 344..<(index + 1) * 344]
      #expect(snippet.values == expected.map { Float16($0) }, "snippet \(index)")
    }
    #expect(Set(stretch.snippets.map(\.values)).count == 20)
  }
}
