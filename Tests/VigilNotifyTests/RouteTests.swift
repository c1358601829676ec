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
    #expect(route.isOpen(seven) && !route.isOpen(seven - 1))
    #expect(!route.isOpen(seven + 15 * 3600) && route.isOpen(seven + 15 * 3600 - 1))
    #expect(!route.isOpen(seven - 86_400))
    #expect(try self.route("").isOpen(seven - 1))
  }

  @Test func `has the limit of the file`() throws {
    #expect(try route("at_most: 20/day").limit == .init(count: 20, seconds: 86_400))
    #expect(try route("").limit == nil)
  }
}
