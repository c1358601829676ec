import Foundation
import Testing
import VigilCore
import VigilNotify
import VigilStationConfiguration
import VigilStore
import VigilTestSupport

@Suite(.ownThread, .timeLimit(.minutes(15))) struct `Messages to a webhook` {
  private let bench: NotifyBench
  init() throws { bench = try NotifyBench() }

  /// How often each message that begins with `event-` was taken.
  private func taken(by sink: WebhookSink) -> [String: Int] {
    Dictionary(sink.requests.filter(\.taken).map { ($0.id, 1) }, uniquingKeysWith: +)
  }

  @Test func `are signed by every secret, say all there is, and go when they have arrived`() async throws {
    let sink = try WebhookSink()
    let (old, new) = (Data(repeating: 7, count: 32), Data(repeating: 9, count: 24))
    let channel = try NotifyBench.channel(
      """
      url: \(sink.url)
      token: abc
      secrets: [whsec_\(old.base64EncodedString()), whsec_\(new.base64EncodedString())]
      """)
    let store = try bench.open([OutboxRoute(channel: "phone")])
    try store.put(.sample(1))
    try await bench.delivering(channel, from: store) {
      try await bench.until("the message is gone") { try store.outboxCount(of: "phone").waiting == 0 }
    }
    let request = try #require(sink.requests.first)
    #expect(sink.requests.count == 1 && request.path == "/hook")
    #expect(request.headers["authorization"] == "Bearer abc")
    #expect(request.headers["content-type"] == "application/json")
    #expect(request.id == "event-00000000-0000-4000-8000-000000000001-1")
    let timestamp = try #require(request.headers["webhook-timestamp"].flatMap(Int.init))
    #expect(abs(Double(timestamp) - Date().timeIntervalSince1970) < 300)
    // By another implementation than ours.
    let script = """
      import base64, hashlib, hmac, sys
      key, signed = base64.b64decode(sys.argv[1]), sys.argv[2].encode()
      print('v1,' + base64.b64encode(hmac.new(key, signed, hashlib.sha256).digest()).decode(), end='')
      """
    let signatures = try [old, new].map { key in
      try CommandLineTool.run(
        "python3", ["-c", script, key.base64EncodedString(), "\(request.id).\(timestamp).\(request.body)"])
    }
    #expect(request.headers["webhook-signature"] == signatures.joined(separator: " "))
    let body = try #require(
      try JSONSerialization.jsonObject(with: Data(request.body.utf8)) as? [String: Any])
    let data = try #require(body["data"] as? [String: Any])
    let event = try #require(data["event"] as? [String: Any])
    #expect(body["type"] as? String == "vigil.event.began" && data["camera"] as? String == "gate")
    #expect(data["station"] as? String == "yard" && event["peakScore"] as? Double == 0.8125)
    #expect(body["timestamp"] as? String == "2026-09-21T14:20:01.000Z")
  }

  /// How one way to fail ends once it is over, and whether the message may have come twice.
  @Test(arguments: [
    "500", "404", "close", "redirect", "429", "503", "garbage", "cut", "deaf", "slow", "reset", "heads",
  ])
  func `arrive after the receiver has failed`(mode: String) async throws {
    let sink = try WebhookSink(mode)
    // Only one of them keeps a sender waiting; a busy machine must not look like another.
    let channel = try NotifyBench.channel("url: \(sink.url)\ntimeout: \(mode == "slow" ? 4 : 60)s")
    let store = try bench.open([OutboxRoute(channel: "phone")])
    try store.put(.sample(1))
    try await bench.delivering(channel, from: store) {
      try await bench.until("a report of the failure") { !bench.reports.isEmpty }
      // What it was told of goes on meanwhile, and is told as it is: not in the request that may be on its way, but in the next.
      try store.put(.sample(1, revision: 2))
      let before = sink.requests.count
      try await bench.until("two more attempts") { sink.requests.count >= before + 2 }
      try sink.set("ok")
      try await bench.until("the message is gone") { try store.outboxCount(of: "phone").waiting == 0 }
    }
    guard case .failing("phone", let reason) = bench.reports.first else {
      Issue.record("\(bench.reports)")
      return
    }
    #expect(reason.text.contains("127.0.0.1") && !"\(reason)".contains("/hook"))
    #expect(bench.reports == [.failing("phone", reason: reason), .recovered("phone")])
    let requests = sink.requests
    #expect(!requests.contains { $0.path != "/hook" }, "a redirect was followed")
    #expect(requests.filter { $0.mode == "ok" }.count == 1)
    let last = try #require(requests.last)
    #expect(last.body.contains("vigil.event.began") && last.body.contains(#""revision":2"#))
    // Whoever had it, and could not say so, knows by the id that it is the same.
    #expect(Set(requests.map(\.id)) == ["event-00000000-0000-4000-8000-000000000001-1"])
    #expect(try store.outboxCount(of: "phone").lost == 0)
  }

  @Test func `are delivered once by a receiver that answers without an end`() async throws {
    let sink = try WebhookSink("endless")
    let channel = try NotifyBench.channel("url: \(sink.url)\ntimeout: 60s")
    let store = try bench.open([OutboxRoute(channel: "phone")])
    try store.put(.sample(1))
    try await bench.delivering(channel, from: store) {
      try await bench.until("the message is gone", within: 50) {
        try store.outboxCount(of: "phone").waiting == 0
      }
    }
    #expect(sink.requests.count == 1 && bench.reports.isEmpty)
  }

  @Test
  func `each arrive once or twice, and never not, however the receiver fails and whenever the station ends`()
    async throws
  {
    let sink = try WebhookSink("all")
    let channel = try NotifyBench.channel("url: \(sink.url)\ntimeout: 3s\ntell: [began]")
    let routes = [OutboxRoute(channel: "phone", phases: [.began])]
    for round in 0..<3 {
      let store = try bench.open(routes)
      for number in 0..<12 { try store.put(.sample(round * 12 + number)) }
      let before = sink.requests.count
      try await bench.delivering(channel, from: store) {
        // The first two are ended while messages wait. Of twelve requests one takes seconds, and three or four take a message.
        try await bench.until("round \(round)", within: 600) {
          try round < 2
            ? sink.requests.count >= before + 9 : store.outboxCount(of: "phone").waiting == 0
        }
      }
      #expect(try store.outboxCount(of: "phone").lost == 0)
      try store.close()
    }
    // Events that a station's end closed have a new revision.
    let taken = Dictionary(grouping: sink.requests.filter(\.taken)) { $0.id.prefix("event-".count + 36) }
      .mapValues(\.count)
    #expect(taken.count == 36, "\(taken)")
    // Each end of the station may repeat the one that was on its way, beside those whose answer was lost.
    #expect(taken.values.count { $0 > 2 } <= 2 && taken.values.allSatisfy { $0 <= 3 }, "\(taken)")
  }

  @Test func `wait while the receiver is away, and all arrive when it is back`() async throws {
    let sink = try WebhookSink()
    let channel = try NotifyBench.channel("url: \(sink.url)")
    let store = try bench.open([OutboxRoute(channel: "phone")])
    sink.kill()
    try await bench.delivering(channel, from: store) {
      for number in 0..<50 {
        try store.put(.sample(number))
        try store.put(.sample(number, revision: 2, state: .ended))
      }
      try await bench.until("a report of the failure") { !bench.reports.isEmpty }
      #expect(try store.outboxCount(of: "phone").waiting == 50)
      try sink.start()
      try await bench.until("all are gone") { try store.outboxCount(of: "phone").waiting == 0 }
    }
    // One message an event, of its newest state.
    let taken = taken(by: sink)
    #expect(taken.count == 50 && taken.values.allSatisfy { (1...2).contains($0) })
    #expect(sink.requests.allSatisfy { $0.id.hasSuffix("-2") && $0.body.contains("vigil.event.ended") })
    #expect(bench.reports.count == 2 && bench.reports.last == .recovered("phone"))
  }

  @Test func `are no longer sent to a receiver that is gone, and wait`() async throws {
    let sink = try WebhookSink("410")
    let channel = try NotifyBench.channel("url: \(sink.url)")
    let store = try bench.open([OutboxRoute(channel: "phone")])
    try store.put(.sample(1))
    try await bench.delivering(channel, from: store) {
      try await bench.until("a report") { !bench.reports.isEmpty }
      try store.put(.sample(2))
      try await Task.sleep(for: .seconds(1))
    }
    guard case .disabled("phone", let reason) = bench.reports.first else {
      Issue.record("\(bench.reports)")
      return
    }
    #expect(reason.text.contains("410") && sink.requests.count == 1)
    #expect(try store.outboxCount(of: "phone").waiting == 2)
  }

  @Test func `that are always refused are given up, counted and told, and hold up no others`() async throws {
    let sink = try WebhookSink("404")
    let channel = try NotifyBench.channel("url: \(sink.url)")
    let store = try bench.open([OutboxRoute(channel: "phone")])
    let schedule = DeliverySchedule(
      refusals: [0.02, 0.02], firstPause: 0.02, longestPause: 0.2, longestAsked: 2)
    try await bench.delivering(channel, from: store, schedule: schedule) {
      try store.put(.sample(1))
      try await bench.until("it is given up") { try store.outboxCount(of: "phone").lost == 1 }
      try sink.set("ok")
      try store.put(.sample(2))
      try await bench.until("the next arrives") { sink.requests.contains { $0.mode == "ok" } }
    }
    #expect(sink.requests.count { $0.mode == "404" } == 3)
    #expect(
      bench.reports.contains { if case .lost("phone", messages: 1, _) = $0 { true } else { false } })
  }

  @Test func `that cannot be read are given up and told, and the next arrive`() async throws {
    let sink = try WebhookSink()
    let channel = try NotifyBench.channel("url: \(sink.url)")
    let store = try bench.open([OutboxRoute(channel: "phone")])
    try store.put(.sample(1))
    try bench.change(store, "UPDATE outbox SET content = 'no JSON'")
    try await bench.delivering(channel, from: store) {
      try await bench.until("the loss is told") { !bench.reports.isEmpty }
      try store.put(.sample(2))
      try await bench.until("the next arrives") { sink.requests.count == 1 }
    }
    #expect(
      bench.reports == [
        .lost(
          "phone", messages: 1, reason: "a message in the database could not be read and was given up")
      ])
    #expect(sink.requests.map(\.id) == ["event-00000000-0000-4000-8000-000000000002-1"])
    #expect(try store.outboxCount(of: "phone") == (0, 1))
  }

  @Test func `wait while the database fails, which is told once, and arrive then`() async throws {
    let sink = try WebhookSink()
    let channel = try NotifyBench.channel("url: \(sink.url)")
    let store = try bench.open([OutboxRoute(channel: "phone")])
    try store.put(.sample(1))
    try bench.change(store, "ALTER TABLE toldMessage RENAME TO away")
    try await bench.delivering(channel, from: store) {
      try await bench.until("a report") { !bench.reports.isEmpty }
      #expect(sink.requests.isEmpty)
      // Longer than until the next attempt.
      try await Task.sleep(for: .seconds(6))
      try bench.change(store, "ALTER TABLE away RENAME TO toldMessage")
      try await bench.until("it is gone") { try store.outboxCount(of: "phone").waiting == 0 }
      try await bench.until("it is told") { bench.reports.count > 1 }
    }
    guard case .failing("phone", let reason) = bench.reports.first else {
      Issue.record("\(bench.reports)")
      return
    }
    #expect(reason.detail.contains("toldMessage") && !reason.text.contains("toldMessage"))
    #expect(bench.reports == [.failing("phone", reason: reason), .recovered("phone")])
    #expect(sink.requests.count == 1)
  }

  @Test func `heed how long a receiver asks to wait, within bounds`() {
    let schedule = DeliverySchedule.usual
    #expect(schedule.pause(afterFailures: 1) == 5 && schedule.pause(afterFailures: 3) == 20)
    #expect(schedule.pause(afterFailures: 100) == 300)
    #expect(schedule.pause(afterFailures: 1, asked: 60) == 60)
    #expect(schedule.pause(afterFailures: 1, asked: 1e9) == 3600)
    #expect(schedule.pause(afterFailures: 3, asked: 0) == 20)
    #expect(schedule.pause(afterFailures: 1, asked: .nan) == 5)
    let delays = (0..<9).compactMap { schedule.delay(afterRefusals: $0, spread: 0) }
    #expect(delays.reduce(0, +) > 3 * 86_400 && delays.sorted() == delays)
    #expect(schedule.delay(afterRefusals: 9) == nil)
  }
}
