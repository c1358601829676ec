import Foundation
import Testing
import VigilNotify
import VigilStore

@Suite struct `The route of a channel` {
  private func route(_ lines: String, zone: TimeZone = .gmt) throws -> OutboxRoute {
    let settings = try NotifyBench.channel("url: http://a.example/x\n" + lines)
    return try #require(Notifier([settings], station: "yard", zone: zone).routes.first)
  }

  @Test func `is open in the hours of its schedule, in the station's time zone`() throws {
    let zone = try #require(TimeZone(identifier: "Europe/Berlin"))
    let route = try route("schedule: mon-fri 07:00-22:00", zone: zone)
    // 2026-09-21, a Monday, 05:00 UTC: seven in the morning.
    let seven = Date(timeIntervalSince1970: 1_789_966_800)
    #expect(route.isOpen(seven, .alarm) && !route.isOpen(seven - 1, .alarm))
    #expect(!route.isOpen(seven + 15 * 3600, .alarm) && route.isOpen(seven + 15 * 3600 - 1, .alarm))
    #expect(!route.isOpen(seven - 86_400, .alarm))
    #expect(try self.route("").isOpen(seven - 1, .alarm))
  }

  @Test func `has hours of their own for reviews and faults where the file gives them`() throws {
    let night = Date(timeIntervalSince1970: 1_789_966_800)
    func open(_ lines: String) throws -> [MessageKind] {
      let route = try route(lines)
      return MessageKind.allCases.filter { route.isOpen(night, $0) }
    }
    let day = "schedule: daily 08:00-20:00\n"
    #expect(try open("") == MessageKind.allCases && open(day) == [])
    #expect(try open(day + "health_schedule: always") == [.fault])
    #expect(try open("severity: [alarm, review]\nreview_schedule: daily 08:00-20:00") == [.alarm, .fault])
  }

  @Test func `escalates after the time of the file, and its messages say so`() throws {
    #expect(try route("escalate_after: 10m").escalation == 600)
    #expect(try route("").escalation == nil)
    for (line, isTold) in [("escalate_after: 10m\n", true), ("", false)] {
      let settings = try NotifyBench.channel("url: http://a.example/x\n" + line)
      let webhook = try #require(Webhook(settings, station: "yard"))
      let body = webhook.body(
        of: OutboxMessage(
          id: 1, channel: "phone", subject: "event-1", phase: .began, revision: 1, content: .event(.sample(1))
        ))
      let text = String(decoding: body, as: UTF8.self)
      #expect(text.contains("nobody had acknowledged it after 10m") == isTold)
    }
  }

  @Test func `has the limit of the file`() throws {
    #expect(try route("at_most: 20/day").limit == .init(count: 20, seconds: 86_400))
    #expect(try route("").limit == nil)
  }
}
