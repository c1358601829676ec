import Foundation
import Testing
import VigilNotify
import VigilStationConfiguration
import VigilStore
import VigilTestSupport

extension PeriodSummary {
  /// A week of two cameras in which much happened.
  static func sample(_ names: [String] = ["gate", "yard"]) -> PeriodSummary {
    let end = Date(timeIntervalSince1970: 1_790_000_400)
    var summary = PeriodSummary(start: end - 604_800, end: end)
    for (number, name) in names.enumerated() {
      var camera = Camera(name: name)
      camera.figures.watch = WatchCounts(
        seconds: 600_000, scored: 1_200_000, still: 900_000, reduced: 40, dropped: 12, skipped: 5,
        lateFrames: 3)
      camera.figures.blindSeconds = 4800
      camera.figures.blindness = [
        .init(kind: "offline", seconds: 3600), .init(kind: "covered", seconds: 1800),
      ]
      (camera.figures.alarms, camera.figures.reviews) = (3, 14)
      (camera.figures.real, camera.figures.falseAlarms, camera.figures.missed) = (1, 2, 1)
      (camera.figures.unlabelled, camera.figures.unacknowledged) = (14, 2)
      camera.peak = Peak(
        event: UUID(), start: end - 86_400, score: 0.934, severity: .alarm)
      camera.thresholds = Thresholds(
        alarm: number == 0 ? 0.812 : nil, alarmBasis: number == 0 ? .calibrated : .provisional, review: 0.5,
        reviewBasis: .calibrated)
      camera.faults = number == 0 ? ["moved", "offline"] : []
      summary.cameras.append(camera)
      summary.total.alarms += 3
      summary.total.reviews += 14
      summary.total.unlabelled += 14
      summary.total.unacknowledged += 2
      summary.total.blindSeconds += 4800
      summary.total.watch += camera.figures.watch
    }
    var messages = Messages()
    (messages.waiting, messages.held, messages.givenUp, messages.isSinceBefore) = (2, 1, 4, true)
    messages.delayedSeconds = 7200
    summary.messages = messages
    summary.disk = Disk(
      files: 41_000_000_000, database: 1_000_000, free: 87_500_000_000, oldest: end - 30 * 86_400)
    return summary
  }

  /// A week of two cameras in which nothing happened.
  static var quiet: PeriodSummary {
    let end = Date(timeIntervalSince1970: 1_790_000_400)
    var summary = PeriodSummary(start: end - 604_800, end: end)
    for name in ["gate", "yard"] {
      var camera = Camera(name: name)
      camera.figures.watch.seconds = 604_800
      camera.thresholds = Thresholds(
        alarm: 0.8, alarmBasis: .calibrated, review: 0.5, reviewBasis: .calibrated)
      summary.cameras.append(camera)
      summary.total.watch += camera.figures.watch
    }
    return summary
  }
}

@Suite struct `The text of a week` {
  private let zone = TimeZone(identifier: "Europe/Berlin") ?? .gmt

  private func message(_ summary: PeriodSummary) -> OutboxMessage {
    OutboxMessage(
      id: 1, channel: "phone", subject: "period-1790000400", phase: .ended, revision: 1,
      content: .period(summary))
  }

  private func body(_ channel: String, _ summary: PeriodSummary) throws -> [UInt8] {
    let settings = try NotifyBench.channel("url: http://a.example/x\n" + channel)
    return try #require(Webhook(settings, station: "yard", zone: zone)).body(of: message(summary))
  }

  @Test func `says the week in a sentence, then what counts, and what needs somebody`() throws {
    let text = PeriodText(.sample(), zone: zone)
    #expect(
      text.title
        == "Week to 2026-09-21 16:20: 6 alarms, 28 reviews, blind for 2.7 h, 34 snippets lost; 5 things need somebody"
    )
    #expect(
      text.facts == [
        "from 2026-09-14 16:20 to 2026-09-21 16:20", "watched 99.2 % of the time",
        "2,400,000 snippets scored, of them 1,800,000 still and 80 reduced",
        "lost: 24 dropped since the networks were busy, 10 skipped to save time, 6 late frames",
        "messages did not get through for 2 h", "messages waiting: 2, held back: 1",
        "4 messages given up since the summary before",
        "41 GB of recordings, the oldest from 2026-08-22, 87.5 GB free on the disk",
      ])
    #expect(
      text.needs == [
        "4 alarms nobody has acknowledged: gate 2, yard 2",
        "cameras moved since their thresholds were found; put them back or recalibrate: gate",
        "alarm thresholds are provisional until there are enough scores: yard",
        "something is wrong now: gate offline", "28 events without a label",
      ])
    #expect(
      text.table.dropFirst().map { $0.joined(separator: "|") } == [
        "gate|167 h|1.3 h (offline, covered)|3|14|1|2|1|14|1,200,000|900,000|17|0.93 on 2026-09-20 16:20|0.81 calibrated",
        "yard|167 h|1.3 h (offline, covered)|3|14|1|2|1|14|1,200,000|900,000|17|0.93 on 2026-09-20 16:20|provisional",
      ])
    #expect(Set(text.table.map(\.count)).count == 1)
  }

  @Test func `says in one line that nothing happened`() throws {
    let text = PeriodText(.quiet, zone: zone)
    #expect(text.title == "Week to 2026-09-21 16:20: nothing happened at 2 cameras")
    #expect(text.facts == ["from 2026-09-14 16:20 to 2026-09-21 16:20", "watched 100 % of the time"])
    #expect(text.needs.isEmpty && text.table.isEmpty && !text.detail().contains("\n"))
    // A minute less is not all of it.
    var less = PeriodSummary.quiet
    less.total.watch.seconds -= 600
    #expect(PeriodText(less, zone: zone).facts[1] == "watched 99.9 % of the time")
    var blind = PeriodSummary.quiet
    blind.total.blindSeconds = 300
    #expect(PeriodText(blind, zone: zone).title.contains("blind for 5 min"))
  }

  @Test func `says which time it covers where it is the first, and what was not sent`() throws {
    var summary = PeriodSummary.quiet
    summary.start = summary.end - 200_000
    (summary.countedSince, summary.skipped) = (summary.start, 2)
    let text = PeriodText(summary, zone: zone)
    #expect(text.title == "55.6 h to 2026-09-21 16:20: 0 alarms, 0 reviews")
    #expect(
      text.facts.prefix(2) == [
        "from 2026-09-19 08:46 to 2026-09-21 16:20, since nothing was counted before",
        "2 summaries before this one were not sent, since the station was off",
      ])
    summary.start = summary.end - 90_000
    #expect(
      PeriodText(summary, zone: zone).facts[0].hasSuffix(
        "; what was watched is counted since 2026-09-19 08:46 only"))
  }

  @Test func `takes a day of a change of the clock for a day`() {
    for hours in [23.0, 24, 25] {
      var summary = PeriodSummary.quiet
      summary.start = summary.end - hours * 3600
      #expect(PeriodText(summary, zone: zone).title.hasPrefix("Day to 2026-09-21"))
    }
  }

  @Test func `says all of it to programs`() throws {
    let bytes = try body("", .sample())
    let body = try #require(try JSONSerialization.jsonObject(with: Data(bytes)) as? [String: Any])
    let data = try #require(body["data"] as? [String: Any])
    let period = try #require(data["period"] as? [String: Any])
    #expect(
      body["type"] as? String == "vigil.period.ended" && data["subject"] as? String == "period-1790000400")
    #expect(data["start"] as? String == "2026-09-14T14:20:00.000Z")
    let cameras = try #require(period["cameras"] as? [[String: Any]])
    let figures = try #require(cameras[0]["figures"] as? [String: Any])
    #expect(cameras[0]["name"] as? String == "gate" && figures["false"] as? Int == 2)
    #expect(figures["blind"] as? [String: Int] == ["offline": 3600, "covered": 1800])
    #expect((cameras[1]["thresholds"] as? [String: Any])?["alarmBasis"] as? String == "provisional")
    #expect((period["messages"] as? [String: Any])?["givenUp"] as? Int == 4)
  }

  @Test(arguments: `The body of a message`.channels) func `is a whole body whatever cameras are called`(
    channel: String
  ) throws {
    let settings = try NotifyBench.channel(channel)
    let webhook = try #require(Webhook(settings, station: "yard"))
    let hostile = `The body of a message`.hostile
    // As many as there can be, of long names.
    let names = (0..<20).map { "\(hostile[$0 % hostile.count])\($0)" }
    var summary = PeriodSummary.sample(names)
    summary.others = 44
    let bytes = webhook.body(of: message(summary))
    #expect(bytes.count < 20_000)
    let text = "\(try JSONSerialization.jsonObject(with: Data(bytes)))"
    #expect(text.contains("60 alarms"))
    #expect(!text.contains("\u{202E}") && !text.contains("\u{1B}") && !text.contains("\u{0}"))
    if settings.preset == .discord {
      let content = try JSONSerialization.jsonObject(with: Data(bytes)) as? [String: Any]
      #expect((content?["content"] as? String ?? "").count <= 2000)
    }
  }
}
