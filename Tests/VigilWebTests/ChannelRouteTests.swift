import Foundation
import Testing
import VigilStation
import VigilStore
import VigilTestSupport
import VigilWeb

@Suite(.ownThread) struct `Channels over HTTP` {
  private func station() async throws -> RunningStation {
    let people = try StationUser.everybody + [.with("otto", .operator), .with("vito", .viewer)]
    let station = try await RunningStation(people: people)
    station.watched.set([
      WatchedChannel(name: "phone"), WatchedChannel(name: "mail", hours: ChannelHours(open: [])),
    ])
    return station
  }

  @Test func `are snoozed until an end, one or all, and woken, with who did it`() async throws {
    let station = try await station()
    let otto = try station.client("otto")
    let path = "/api/v1/channels"
    func told() throws -> [String: Bool] {
      let all = try otto.get(path).list("channels").map { ($0["name"] as? String ?? "", $0["told"] as? Bool) }
      return Dictionary(uniqueKeysWithValues: all).compactMapValues { $0 }
    }
    #expect(try told() == ["phone": true, "mail": false])
    let answer = try otto.ask("PUT", path + "/phone/snooze", json: #"{"minutes":30}"#)
    let phone = try #require(try answer.list("channels").first)
    #expect(phone["snooze"] as? [String: String] == Self.snooze(until: "2026-09-21T14:50:00.000Z"))
    #expect(try told()["phone"] == false && answer.object["snooze"] == nil)
    // What silences it is what the outbox asks for.
    let change = try #require(try station.store.changes(at: station.clock.date).first)
    #expect(change.key == ChannelSnooze.key(of: "phone") && change.camera == ChannelSnooze.owner)
    station.clock.advance(30 * 60)
    #expect(try told()["phone"] == true)
    let all = try otto.ask("PUT", path + "/snooze", json: #"{"until":"2026-09-21T16:00:00Z"}"#)
    #expect((try all.object["snooze"] as? [String: String])?["until"] == "2026-09-21T16:00:00.000Z")
    #expect(try told() == ["phone": false, "mail": false])
    #expect(try otto.ask("PUT", path + "/phone/snooze", json: #"{"minutes":5}"#).status == 200)
    // To wake everything is to wake each.
    #expect(try otto.ask("DELETE", path + "/snooze").status == 200)
    #expect(try told()["phone"] == true)
    #expect(try station.store.changes(at: station.clock.date) == [])
  }

  private static func snooze(until: String) -> [String: String] {
    ["by": "otto", "at": "2026-09-21T14:20:00.000Z", "until": until]
  }

  @Test(
    arguments: [
      "{}", #"{"minutes":0}"#, #"{"minutes":43201}"#, #"{"minutes":1.5}"#, #"{"minutes":"60"}"#,
      #"{"minutes":5,"until":"2026-09-21T16:00:00Z"}"#, #"{"until":"2027-09-21T16:00:00Z"}"#,
      #"{"until":"2026-09-21T14:00:00Z"}"#,
    ])
  func `have no snooze without one end within thirty days, as cameras have none`(body: String) async throws {
    let station = try await station()
    let otto = try station.client("otto")
    for path in ["channels/phone", "channels", "cameras/gate"] {
      #expect(try otto.ask("PUT", "/api/v1/\(path)/snooze", json: body).status == 400, "\(path)")
    }
    #expect(try station.store.changes(at: station.clock.date) == [])
  }

  @Test func `are seen by viewers of all cameras, and changed by none of them`() async throws {
    let station = try await station()
    let vito = try station.client("vito")
    #expect(try vito.get("/api/v1/channels").list("channels").count == 2)
    for (method, json) in [("PUT", #"{"minutes":5}"#), ("DELETE", nil)] {
      #expect(try vito.ask(method, "/api/v1/channels/phone/snooze", json: json).status == 403)
    }
    #expect(try station.client("otto").ask("DELETE", "/api/v1/channels/none/snooze").status == 404)
    let page = try vito.get("/system").text
    #expect(page.contains("<bdi>phone</bdi>") && page.contains("outside its schedule"))
    #expect(!page.contains("data-snooze") && !page.contains("data-method"))
    let own = try station.client("otto").get("/system").text
    #expect(own.contains("value=\"/api/v1/channels/phone/snooze\""))
    // Who sees some cameras does not know of channels.
    #expect(try !station.client("olga").get("/system").text.contains("phone"))
  }

  @Test func `and cameras show who silenced them, as text`() async throws {
    let station = try await station()
    let now = station.clock.date
    for (camera, key, value) in [
      ("gate", "snoozed", "yes"), ("gate", "armed", "no"),
      (ChannelSnooze.owner, ChannelSnooze.key(of: "phone"), "yes"),
      (ChannelSnooze.owner, ChannelSnooze.everything, "yes"),
    ] {
      try station.store.set(
        RuntimeChange(
          camera: camera, key: key, value: value, by: "<script>eve", at: now, until: now + 3600))
    }
    let otto = try station.client("otto")
    let system = try otto.get("/system").text
    #expect(system.components(separatedBy: "by <bdi>&lt;script&gt;eve</bdi>").count == 3)
    #expect(system.contains("data-method=\"DELETE\" data-path=\"/api/v1/channels/phone/snooze\""))
    let camera = try otto.get("/cameras/gate").text
    #expect(camera.contains("Disarmed by <bdi>&lt;script&gt;eve</bdi>") && camera.contains(", until <time"))
    #expect(camera.contains("data-method=\"DELETE\" data-path=\"/api/v1/cameras/gate/armed\""))
    #expect(camera.contains("data-method=\"DELETE\" data-path=\"/api/v1/cameras/gate/snooze\""))
    let seen = try station.client("vera").get("/cameras/gate").text
    #expect(seen.contains("Snoozed by") && !seen.contains("data-method") && !seen.contains("data-snooze"))
  }
}
