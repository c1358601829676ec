import Foundation
import Synchronization
import Testing
import VigilCore
import VigilMedia
import VigilSinks
import VigilTestSupport

@Suite struct `The annotated copy of a recording` {
  let folder: TemporaryFolder
  let copy: URL
  var updates = Updates(isLive: false)

  init() throws {
    folder = try TemporaryFolder()
    copy = folder.appending("annotated.mp4")
  }

  /// A sink that has scored two of ten seconds, thirty-two of a hundred frames.
  private mutating func sink(
    stop: StopRequest = StopRequest(), clocks: Clocks = ManualClock().clocks,
    report: @escaping (AnnotatedVideoSink.Event) -> Void
  ) async throws -> AnnotatedVideoSink {
    let source = try MediaSource("lavfi:testsrc=size=64x48:rate=10:duration=10")
    var sink = AnnotatedVideoSink(
      AnnotatedVideo(of: source, overlay: Overlay(threshold: 0.5)), destination: copy, stop: stop,
      clocks: clocks, report: report)
    for index in 0..<2 { for update in updates.snippet(index, 0.25) { try await sink.take(update) } }
    return sink
  }

  private func outcome(_ ending: RunOutcome.Ending) -> RunOutcome {
    RunOutcome(frames: 32, elapsed: 1, ending: ending)
  }

  @Test mutating func `has every frame of a run that saw its end`() async throws {
    var events: [AnnotatedVideoSink.Event] = []
    var sink = try await sink { events.append($0) }
    try await sink.finish(outcome(.endOfSource))
    #expect(try CommandLineTool.frameCount(copy.path) == 100)
    #expect(events == [.began])
  }

  @Test mutating func `ends with the last score of a run that was interrupted`() async throws {
    var events: [AnnotatedVideoSink.Event] = []
    let stop = StopRequest()
    stop.request()
    var sink = try await sink(stop: stop) { events.append($0) }
    try await sink.finish(outcome(.interrupted))
    #expect(try CommandLineTool.frameCount(copy.path) == 32)
    guard case .cut(let seconds?) = events.last else {
      Issue.record("it does not say where: \(events)")
      return
    }
    #expect(abs(seconds - 3.1) < 0.001)
  }

  @Test mutating func `takes only some seconds after that`() async throws {
    // A second passes each time that the clock is read.
    let time = Mutex(0.0)
    let clocks = Clocks(
      now: {
        time.withLock {
          $0 += 1
          return $0
        }
      }, date: { .now })
    var sink = try await sink(clocks: clocks) { _ in }
    try await sink.finish(outcome(.interrupted))
    // Frames are written at seconds 2 to 5; the limit is that of second 1 and five more.
    #expect(try CommandLineTool.frameCount(copy.path) == Int(AnnotatedVideoSink.limit) - 1)
  }

  @Test mutating func `is left out when a stop is requested before its first frame`() async throws {
    let stop = StopRequest()
    var events: [AnnotatedVideoSink.Event] = []
    var sink = try await sink(stop: stop) {
      events.append($0)
      stop.request()
    }
    try await sink.finish(outcome(.endOfSource))
    #expect(events == [.began, .cut(seconds: nil)])
    #expect(try folder.names().isEmpty)
  }

  @Test mutating func `is not made of a run that failed`() async throws {
    var sink = try await sink { _ in Issue.record("nothing is written") }
    try await sink.finish(outcome(.failed))
    #expect(try folder.names().isEmpty)
  }
}
