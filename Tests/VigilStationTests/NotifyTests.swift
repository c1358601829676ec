import Foundation
import Testing
import VigilStation
import VigilStationConfiguration
import VigilStore
import VigilTestSupport

@Suite(.ownThread, .timeLimit(.minutes(15))) struct `A station that tells people` {
  private func write(_ bench: StationBench, _ camera: FakeCamera, _ channel: String) throws {
    // Every score is at least 0, so the event begins with the first and goes on until the stop.
    try bench.write(
      "threshold: 0\nrecord: off\nnotify:\n  phone:\n"
        + channel.split(separator: "\n").map { "    \($0)\n" }.joined(),
      ("door", "source: rtsp://127.0.0.1:\(camera.port)/main"))
  }

  @Test func `posts an alarm when it begins and when it is over, also after the next start`() async throws {
    let (bench, camera, sink) = (try StationBench(), try FakeCamera { $0.rate = 25 }, try WebhookSink())
    try write(bench, camera, "url: ${HOOK}\nsecrets: ${SECRET}\nhealth: false")
    let environment = [
      "HOOK": sink.url, "SECRET": "whsec_" + Data(repeating: 1, count: 32).base64EncodedString(),
    ]
    func types(of id: UUID) -> [String] {
      sink.requests.filter { $0.id.hasPrefix("event-\(id.uuidString.lowercased())-") }.map { request in
        ["began", "updated", "ended"].first { request.body.contains("vigil.event.\($0)") } ?? request.body
      }
    }
    var first: UUID?
    try await bench.running(environment: environment) { station, _ in
      try await bench.until("an event") { try !station.store.events().isEmpty }
      first = try station.store.events().first?.id
      try await bench.until("its message") { !sink.requests.isEmpty }
    }
    let id = try #require(first)
    #expect(types(of: id).first == "began")
    #expect(sink.requests.allSatisfy { $0.headers["webhook-signature"]?.hasPrefix("v1,") == true })
    try await bench.running(environment: environment) { station, _ in
      try await bench.until("the end of the first") { types(of: id).contains("ended") }
      try await bench.until("another event") { try station.store.events().count == 2 }
    }
    #expect(types(of: id) == ["began", "ended"])
    // Nothing that is secret is told.
    #expect(!bench.log.entries.contains { $0.contains("/hook") || $0.contains("whsec") })
  }

  @Test func `follows its file, and leaves channels alone that did not change`() async throws {
    let (bench, camera) = (try StationBench(), try FakeCamera { $0.rate = 25 })
    let (same, broken, mended) = (try WebhookSink(), try WebhookSink(), try WebhookSink())
    broken.kill()
    func write(_ channels: String...) throws {
      try bench.write(
        "threshold: 0\nrecord: off\nlongest_event: 30s\nnotify: {\(channels.joined(separator: ", "))}",
        ("door", "source: rtsp://127.0.0.1:\(camera.port)/main"))
    }
    let desk = "desk: {url: '\(same.url)', tell: [began]}"
    func phone(_ sink: WebhookSink) -> String { "phone: {url: '\(sink.url)', tell: [began]}" }
    try write(desk, phone(broken))
    try await bench.running { station, reload in
      let notices = NoticeQuery(kind: "notify")
      try await bench.until("a channel that fails") { try !station.store.notices(notices).isEmpty }
      let first = try #require(try station.store.events().map(\.id).first).uuidString.lowercased()
      // What waits goes where the channel of that name leads now.
      try write(desk, phone(mended))
      reload.request()
      try await bench.until("what waited") { mended.requests.contains { $0.id.hasPrefix("event-\(first)") } }
      try await bench.until("no channel that fails") {
        try station.store.notices(notices).allSatisfy { $0.end != nil }
      }
      try write(desk, "later: {url: '\(broken.url)', tell: [began]}")
      reload.request()
      try await bench.until("another channel") { station.channels.map(\.name) == ["desk", "later"] }
      try await bench.until("its messages") { try station.store.outboxCount(of: "later").waiting > 0 }
      // Nobody hears of what waits for a channel that is gone.
      try write(desk)
      reload.request()
      try await bench.until("one channel") {
        try station.store.outboxCount(of: "later").waiting + station.store.outboxCount(of: "phone").waiting
          == 0
      }
      let before = same.requests.count
      try await bench.until("messages to the first") { same.requests.count > before + 1 }
      #expect(try station.store.outboxCount(of: "later").waiting == 0)
    }
    #expect(Set(same.requests.map(\.id)).count == same.requests.count)
    #expect(!bench.log.entries.contains { $0.contains("hold from its next start") })
    #expect(camera.connections.count == 1)
  }

  @Test func `keeps to its log what a program wrote that it ran`() async throws {
    let (bench, camera) = (try StationBench(), try FakeCamera { $0.rate = 25 })
    try write(bench, camera, "command: [/bin/sh, -c, 'echo https://api.example/?key=canary >&2; exit 3']")
    try await bench.running { station, _ in
      try await bench.until("a notice") { try !station.store.notices(NoticeQuery(kind: "notify")).isEmpty }
      let notices = try station.store.notices()
      #expect(
        notices.contains { $0.message.contains("sh ended with status 3; the log has more") }, "\(notices)")
      #expect(!"\(notices) \(station.board.all)".contains("canary"))
    }
    #expect(bench.log.entries.contains { $0.contains("sh ended with status 3") && $0.contains("key=canary") })
  }

  @Test func `shows a service outside that it does its work, and notes that nobody hears of it`() async throws
  {
    let (bench, camera, sink) = (try StationBench(), try FakeCamera { $0.rate = 25 }, try WebhookSink())
    try bench.write(
      "threshold: 0\nrecord: off\nheartbeat: ${PING}\nheartbeat_every: 10s",
      ("door", "source: rtsp://127.0.0.1:\(camera.port)/main"))
    try await bench.running(environment: ["PING": sink.url]) { station, _ in
      try await bench.until("a heartbeat") { !sink.requests.isEmpty }
      sink.kill()
      let query = NoticeQuery(kind: "heartbeat")
      try await bench.until("a notice") { try !station.store.notices(query).isEmpty }
      try sink.start()
      try await bench.until("its end") { try station.store.notices(query).allSatisfy { $0.end != nil } }
    }
    #expect(!bench.log.entries.contains { $0.contains("/hook") })
  }

  @Test func `notes that messages do not get through, and that they do again`() async throws {
    let (bench, camera, sink) = (try StationBench(), try FakeCamera { $0.rate = 25 }, try WebhookSink("500"))
    try write(bench, camera, "url: \(sink.url)")
    try await bench.running { station, _ in
      let query = NoticeQuery(kind: "notify")
      try await bench.until("a notice") { try !station.store.notices(query).isEmpty }
      let notice = try #require(try station.store.notices(query).first)
      #expect(notice.camera == nil && notice.end == nil && notice.message.contains("phone"))
      #expect(notice.message.contains("127.0.0.1 answers 500"))
      try sink.set("ok")
      try await bench.until("its end") { try station.store.notices(query).allSatisfy { $0.end != nil } }
      #expect(try station.store.outboxCount(of: "phone").lost == 0)
      #expect(sink.requests.contains { $0.mode == "ok" && $0.body.contains("vigil.event.began") })
    }
  }
}
