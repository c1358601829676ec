import Logging
import Synchronization
import Testing
import VigilCore
import VigilDetection
import VigilMedia
import VigilPipeline
import VigilReport
import VigilSinks
import VigilTestSupport

@Suite struct `Progress on a terminal` {
  let log = LogRecord()
  let clock = ManualClock()
  var updates = Updates()

  /// The lines of a screen, and those that were written beside it.
  private final class Shown: Sendable {
    let screen = Mutex<[String]>([])
    let written = Mutex<[String]>([])
    var lines: [String] { written.withLock { $0 } }
  }
  private let shown = Shown()

  /// A reading whose status changes.
  private final class Reading { var status = SourceStatus() }

  private func sink(
    status: @escaping @autoclosure () -> SourceStatus = SourceStatus(), hasScreen: Bool = true,
    writes: Bool = true
  ) -> ProgressSink {
    let screen = ProgressScreen(columns: { 100 }, hasBlocks: false) { [shown] text in
      shown.screen.withLock { $0.append(text) }
    }
    let progress = ProgressLine("Scoring", total: 32, screen: hasScreen ? screen : nil) { [clock] in
      .seconds(clock.clocks.now())
    }
    return ProgressSink(
      progress, source: "the street", status: status, log: log.logger(),
      write: writes ? { [shown] line in shown.written.withLock { $0.append(line) } } : nil)
  }

  @Test mutating func `counts scored frames and shows the newest score`() async throws {
    var sink = sink()
    for (index, score) in [Float(0.25), 0.75].enumerated() {
      clock.advance(seconds: 1)
      for update in updates.snippet(index, score) { try await sink.take(update) }
    }
    try await sink.finish(RunOutcome(frames: 32, elapsed: 2, ending: .endOfSource))
    let last = try #require(shown.screen.withLock { $0.last })
    #expect(last.contains("32/32") && last.contains("score 0.25") && last.hasSuffix("\n"))
    #expect(shown.lines.isEmpty)
  }

  @Test mutating func `notes an event when it has ended, and writes it where that is not seen`() async throws
  {
    let line = "event 0.00 s to 2.00 s, peak 0.750 at 0.50 s"
    for writes in [true, false] {
      var sink = sink(writes: writes)
      try await sink.take(updates.event(.began, from: 0, to: 0))
      try await sink.take(updates.event(.changed, from: 0, to: 1))
      #expect(shown.screen.withLock { $0 }.isEmpty)
      try await sink.take(updates.event(.ended, from: 0, to: 1))
      #expect(shown.screen.withLock { $0 } == ["\r\u{1B}[K\(line)\n"])
      #expect(shown.lines == (writes ? [line] : []))
      shown.screen.withLock { $0 = [] }
      shown.written.withLock { $0 = [] }
    }
  }

  @Test mutating func `tells of the part of an event that was split, but raises no second alarm`()
    async throws
  {
    var sink = sink(hasScreen: false)
    try await sink.take(updates.event(.began, from: 0, to: 0))
    try await sink.take(updates.event(.ended, from: 0, to: 599))
    try await sink.take(updates.event(.began, from: 600, to: 600, part: 1))
    try await sink.take(updates.event(.ended, from: 600, to: 620, part: 1))
    #expect(
      log.entries == [
        "notice: alarm score=0.75 start=0.0",
        "notice: the event continues after its maximum length part=1 start=600.0",
      ])
    #expect(shown.lines.first?.contains("part") == false)
    #expect(
      shown.lines.last
        == "event 600.00 s to 621.00 s, peak 0.750 at 600.50 s, part 1 of a longer event")
  }

  @Test mutating func `warns when late frames are skipped, as often as the source reports it`() async throws {
    let reading = Reading()
    var sink = sink(status: reading.status, hasScreen: false)
    for update in updates.snippet(0, 0.1) { try await sink.take(update) }
    (reading.status.lateFrames, reading.status.lateReports) = (40, 1)
    for update in updates.snippet(1, 0.1) { try await sink.take(update) }
    reading.status.lateFrames = 90
    for update in updates.snippet(2, 0.1) { try await sink.take(update) }
    (reading.status.lateFrames, reading.status.lateReports) = (130, 2)
    try await sink.finish(RunOutcome(frames: 48, elapsed: 2, ending: .endOfSource))
    let line = "warning: the camera sends faster than this machine decodes: skipping to key frames"
    #expect(log.entries == ["\(line) skipped frames=40", "\(line) skipped frames=130"])
  }

  @Test mutating func `tells once what it is connected to, and when the picture stands still`() async throws {
    let reading = Reading()
    var sink = sink(status: reading.status, hasScreen: false)
    for update in updates.snippet(0, 0.1) { try await sink.take(update) }
    reading.status.facts = SourceFacts(
      container: "rtsp", codec: "h264", width: 640, height: 480, frameRate: 12.5, isLive: true)
    for (index, seconds) in [59.0, 60, 90, 0, 1].enumerated() {
      reading.status.unchangedSeconds = seconds
      for update in updates.snippet(index + 1, 0.1) { try await sink.take(update) }
    }
    #expect(
      log.entries == [
        "notice: connected codec=h264 frames/s=12.5 picture=640x480",
        "warning: the picture does not change: the camera may have frozen seconds=60",
        "notice: the picture changes again",
      ])
  }

  @Test mutating func `warns of a lost source and of data that could not be read`() async throws {
    var status = SourceStatus()
    (status.isTruncated, status.undecodableFrames) = (true, 3)
    var sink = sink(status: status, hasScreen: false)
    try await sink.take(updates.lost(at: 1))
    try await sink.take(updates.gap(from: 1, to: 61))
    try await sink.finish(RunOutcome(frames: 0, elapsed: 61, ending: .endOfSource))
    #expect(
      log.entries == [
        "warning: the source is lost at=1.0 reason=silence why=camera is silent",
        "warning: the source is back end=61.0 reason=silence start=1.0",
        "warning: the street ends earlier than its container says; it may be truncated",
        "warning: 3 packets of the street could not be decoded and were left out",
      ])
  }
}
