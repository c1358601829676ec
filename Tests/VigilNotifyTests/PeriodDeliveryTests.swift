import Foundation
import Testing
import VigilCore
import VigilNotify
import VigilStationConfiguration
import VigilStore
import VigilTestSupport

@Suite(.ownThread, .timeLimit(.minutes(15))) struct `A summary that is due` {
  private let bench: NotifyBench
  private let store: StationStore

  init() throws {
    bench = try NotifyBench()
    store = try bench.open([OutboxRoute(channel: "phone")])
    let summary = PeriodSummary.sample(["gate <1>", "yard"])
    try store.tell(
      summary, to: "phone", then: PeriodState(rule: "monday 08:00", due: summary.end, told: 1))
  }

  private func deliver(by lines: String) async throws {
    try await bench.delivering(try NotifyBench.channel(lines), from: store) {
      try await bench.until("the message is gone") { try store.outboxCount(of: "phone").waiting == 0 }
    }
  }

  @Test func `is posted once, under an id of its own`() async throws {
    let sink = try WebhookSink()
    try await deliver(by: "url: \(sink.url)")
    #expect(sink.requests.map(\.id) == ["period-1790000400-1"])
    #expect(sink.requests[0].body.contains("vigil.period.ended"))
  }

  @Test(.enabled(if: MosquittoBroker.isInstalled, "mosquitto and mosquitto-clients are not installed"))
  func `is published at a topic of its own`() async throws {
    let broker = try MosquittoBroker()
    let subscriber = try broker.subscribe(to: "#")
    try await deliver(by: "url: mqtt://127.0.0.1:\(broker.port)")
    try await bench.until("it has come") { subscriber.messages(at: "vigil/yard/period").count == 1 }
    #expect(subscriber.messages(at: "vigil/yard/period")[0].text.contains(#""unacknowledged":2"#))
  }

  @Test func `is given to a program`() async throws {
    let file = bench.folder.appending("told")
    try await deliver(by: "command: [/usr/bin/tee, '\(file.path)']")
    let text = try String(contentsOf: file, encoding: .utf8)
    #expect(text.contains("vigil.period.ended") && text.contains(#""name":"gate <1>""#))
  }

  @Test(.enabled(if: MailSink.isInstalled, "python3-aiosmtpd is not installed"))
  func `is a mail of a text and a page with a table`() async throws {
    let sink = try MailSink()
    let post = try MailBench()
    let mail = try post.mail(post.lines(sink))
    try await bench.delivering(by: mail, nil, from: store) {
      try await bench.until("the message is gone") { try store.outboxCount(of: "phone").waiting == 0 }
    }
    let found = try #require(sink.mails.first)
    #expect(sink.mails.count == 1 && found.defects.isEmpty && found.longestLine <= 998)
    #expect(found.value("Subject").hasPrefix("Week to 2026-09-21 "))
    #expect(
      found.value("Subject").hasSuffix(
        "6 alarms, 28 reviews, blind for 2.7 h, 34 snippets lost; 5 things need somebody"))
    #expect(found.parts.map(\.type) == ["multipart/alternative", "text/plain", "text/html"])
    let (plain, page) = (found.parts[1].text, found.parts[2].text)
    #expect(
      plain.contains("This needs somebody:\r\n- 4 alarms nobody has acknowledged: gate <1> 2, yard 2\r\n"))
    let rows = plain.split(separator: "\r\n").filter {
      $0.hasPrefix("gate <1>  ") || $0.hasPrefix("camera  ")
    }
    #expect(rows.count == 2)
    #expect(page.contains("<tr><th>camera</th><th>watched</th>"))
    #expect(page.contains("<tr><td>gate &lt;1&gt;</td><td>167 h</td>") && !page.contains("gate <1>"))
    #expect(page.contains("<li>28 events without a label</li>"))
  }
}
