import Foundation
import Testing
import VigilNotify
import VigilStationConfiguration
import VigilStore
import VigilTestSupport

@Suite struct `The text of a summary` {
  private let zone = TimeZone(identifier: "Europe/Berlin") ?? .gmt

  private func body(_ channel: String, _ summary: MessageSummary) throws -> [UInt8] {
    let settings = try NotifyBench.channel("url: http://a.example/x\n" + channel)
    let webhook = try #require(Webhook(settings, station: "yard", zone: zone))
    return webhook.body(
      of: OutboxMessage(
        id: 1, channel: "phone", subject: "summary-1", phase: .ended, revision: 1, content: .summary(summary))
    )
  }

  private func sample(_ shares: [MessageSummary.Share], alarms: Int) -> MessageSummary {
    let start = Date(timeIntervalSince1970: 1_790_000_400)
    return MessageSummary(
      start: start, end: start + 3600, alarms: alarms, shares: shares, reasons: [.limit])
  }

  @Test func `says how many there were, when, where and why`() throws {
    var summary = sample([.init(camera: "gate", count: 9), .init(camera: nil, count: 2)], alarms: 14)
    (summary.faults, summary.ongoing) = (1, 2)
    let text = String(
      decoding: try body(#"body: '["{title}", "{message}", "{kind}", "{severity}"]'"#, summary), as: UTF8.self
    )
    #expect(
      text == """
        ["14 more alarms, 1 more fault not told one by one","between 2026-09-21 16:20:00 and 2026-09-21 17:20:00, \
        beyond at_most: gate 9, station 2, others 4; 2 went on","summary","alarm"]
        """)
    let one = MessageSummary(
      start: summary.start, end: summary.start, reviews: 1, shares: [.init(camera: "gate", count: 1)])
    let short = String(
      decoding: try body(#"body: '["{title}: {message}", "{severity}"]'"#, one), as: UTF8.self)
    #expect(
      short == #"["1 more event to look at not told one by one: at 2026-09-21 16:20:00: gate 1","review"]"#)
  }

  @Test func `says all of it to programs`() throws {
    let bytes = try body("", sample([.init(camera: "gate", count: 14)], alarms: 14))
    let body = try #require(try JSONSerialization.jsonObject(with: Data(bytes)) as? [String: Any])
    let data = try #require(body["data"] as? [String: Any])
    let facts = try #require(data["summary"] as? [String: Any])
    #expect(body["type"] as? String == "vigil.summary.ended" && data["camera"] == nil)
    #expect(data["start"] as? String == "2026-09-21T14:20:00.000Z")
    #expect(data["end"] as? String == "2026-09-21T15:20:00.000Z")
    #expect(facts["alarms"] as? Int == 14 && facts["reasons"] as? [String] == ["limit"])
    let shares = try #require(facts["shares"] as? [[String: Any]])
    #expect(shares.count == 1 && shares[0]["camera"] as? String == "gate" && shares[0]["count"] as? Int == 14)
  }

  @Test(arguments: `The body of a message`.channels) func `is a whole body whatever cameras are called`(
    channel: String
  ) throws {
    let settings = try NotifyBench.channel(channel)
    let webhook = try #require(Webhook(settings, station: "yard"))
    let shares = `The body of a message`.hostile.prefix(10).map { MessageSummary.Share(camera: $0, count: 1) }
    let bytes = webhook.body(
      of: OutboxMessage(
        id: 1, channel: "phone", subject: "summary-1", phase: .ended, revision: 1,
        content: .summary(sample(shares, alarms: 100))))
    #expect(bytes.count < 20_000)
    let text = "\(try JSONSerialization.jsonObject(with: Data(bytes)))"
    #expect(text.contains("100 more alarms"))
    #expect(!text.contains("\u{202E}") && !text.contains("\u{1B}") && !text.contains("\u{0}"))
  }
}
