import Foundation
import Synchronization
import Testing
import VigilCore
import VigilNotify
import VigilTestSupport

@Suite(.ownThread, .timeLimit(.minutes(15))) struct `A heartbeat for a service outside` {
  /// Monotonic seconds, set by hand, and what was reported.
  private final class Bench: Sendable {
    let now = Mutex(0.0)
    let told = Mutex<[HeartbeatReport]>([])

    func heart(_ url: String, every interval: Double = 60) throws -> OutsideHeartbeat {
      OutsideHeartbeat(
        try #require(URL(string: url)), every: interval,
        clocks: Clocks(now: { [self] in now.withLock { $0 } }, date: { Date() }),
        report: { [self] report in told.withLock { $0.append(report) } })
    }

    func advance(_ seconds: Double) { now.withLock { $0 += seconds } }
    var reports: [HeartbeatReport] { told.withLock { $0 } }
  }

  private let bench = Bench()
  private let stop = StopRequest()

  @Test func `is sent at once and then each time that it is due, and not while the station is not ready`()
    async throws
  {
    let sink = try WebhookSink()
    let heart = try bench.heart(sink.url)
    #expect(await heart.beat(stop: stop, isReady: false) == 1)
    #expect(sink.requests.isEmpty)
    #expect(await heart.beat(stop: stop, isReady: true) == 60)
    #expect(await heart.beat(stop: stop, isReady: true) == 60)
    bench.advance(59)
    #expect(await heart.beat(stop: stop, isReady: true) == 1)
    #expect(sink.requests.count == 1)
    bench.advance(1)
    #expect(await heart.beat(stop: stop, isReady: false) == 1)
    bench.advance(500)
    #expect(sink.requests.count == 1)
    // As soon as it is ready again.
    #expect(await heart.beat(stop: stop, isReady: true) == 60)
    let requests = sink.requests
    #expect(requests.count == 2 && requests.allSatisfy { $0.path == "/hook" && $0.body.isEmpty })
    #expect(requests.allSatisfy { $0.headers["user-agent"]?.hasPrefix("vigil/") == true })
    #expect(bench.reports.isEmpty)
  }

  @Test func `that fails is told once, with the host only, and counted until it arrives again`() async throws
  {
    let sink = try WebhookSink("500")
    let heart = try bench.heart(sink.url)
    for mode in ["500", "404", "redirect", "close"] {
      try sink.set(mode)
      _ = await heart.beat(stop: stop, isReady: true)
      bench.advance(60)
    }
    sink.kill()
    _ = await heart.beat(stop: stop, isReady: true)
    bench.advance(60)
    #expect(bench.reports == [.failing("127.0.0.1", reason: "it answers 500")])
    try sink.set("ok")
    try sink.start()
    _ = await heart.beat(stop: stop, isReady: true)
    #expect(bench.reports.dropFirst() == [.recovered("127.0.0.1", failures: 5)])
    #expect(!sink.requests.contains { $0.path != "/hook" }, "a redirect was followed")
    bench.advance(60)
    _ = await heart.beat(stop: stop, isReady: true)
    #expect(bench.reports.count == 2)
  }

  @Test func `ends at a stop, also while the service keeps it waiting, and tells nothing of that`()
    async throws
  {
    let sink = try WebhookSink("slow")
    let heart = OutsideHeartbeat(try #require(URL(string: sink.url)), every: 20) { [bench] report in
      bench.told.withLock { $0.append(report) }
    }
    let task = Task { [stop] in await heart.run(stop: stop, isReady: { true }) }
    let deadline = Clocks.machine.now() + 100
    while sink.requests.isEmpty, Clocks.machine.now() < deadline {
      try await Task.sleep(for: .milliseconds(20))
    }
    #expect(sink.requests.count == 1)
    stop.request()
    await task.value
    #expect(bench.reports.isEmpty)
  }
}
