import Foundation
import Testing
import VigilStation
import VigilStore
import VigilTestSupport
import VigilWeb

@Suite(.ownThread) struct `A stream of updates` {
  private func open(_ station: RunningStation, _ client: Client, _ query: String = "") throws -> Wire {
    let wire = try station.wire()
    wire.send(client.text("GET", "/api/v1/stream" + query))
    let text = try wire.read(until: "retry:")
    #expect(
      text.contains("content-type: text/event-stream") || text.contains("Content-Type: text/event-stream"))
    return wire
  }

  private func event(_ camera: String, _ state: EventState = .open) -> StoredEvent {
    StoredEvent(
      id: UUID(), camera: camera, severity: .alarm, state: state, start: SetClock.origin,
      end: SetClock.origin + 1,
      peakScore: 0.5, peakDate: SetClock.origin, threshold: 0.5, model: "demo")
  }

  @Test func `begins with the cameras, and tells what changes`() async throws {
    let station = try await RunningStation()
    let wire = try station.wire()
    wire.send(station.nobody.text("GET", "/api/v1/stream"))
    let start = try wire.read(until: #""name":"yard""#)
    #expect(start.contains("event: camera\ndata: {") && start.contains(#""name":"gate""#))
    let event = event("gate")
    station.server.updates.publish(.event(event))
    #expect(try wire.read(until: event.id.uuidString.lowercased()).contains("event: event\n"))
    station.server.updates.publish(
      .notice(CameraNotice(id: 5, kind: "disk", message: "full", start: SetClock.origin)))
    #expect(try wire.read(until: "\"full\"").contains("event: notice\n"))
    station.server.updates.beat()
    _ = try wire.read(until: ": alive")
  }

  @Test func `tells only of the viewer's cameras, and of those that are asked for`() async throws {
    let station = try await RunningStation(people: try StationUser.everybody)
    let (yuri, ada) = (try station.client("yuri"), try station.client("ada"))
    let wires = [try open(station, yuri), try open(station, ada, "?camera=yard")]
    let (foreign, own) = (event("gate"), event("yard"))
    station.server.updates.publish(.event(foreign))
    station.server.updates.publish(.camera(WatchedCamera(name: "gate", state: .lost, since: SetClock.origin)))
    station.server.updates.publish(
      .notice(CameraNotice(kind: "disk", message: "full", start: SetClock.origin)))
    station.server.updates.publish(
      .notice(CameraNotice(camera: "gate", kind: "lost", message: "lost", start: SetClock.origin)))
    station.server.updates.publish(.event(own))
    for wire in wires {
      let text = try wire.read(until: own.id.uuidString.lowercased())
      #expect(!text.contains("gate") && !text.contains("full"))
    }
  }

  @Test func `ends with its session, at the next sign of life`() async throws {
    let station = try await RunningStation(people: try StationUser.everybody)
    let wire = try open(station, try station.client("vera"))
    try station.users.setPassword(
      of: "vera", hash: try Password.hash(of: "another password", RunningStation.cost), at: station.clock.date
    )
    station.server.updates.beat()
    let rest = try #require(wire.readToEnd())
    #expect(!String(decoding: rest, as: UTF8.self).contains("alive"))
  }

  @Test func `follows what its viewer may see, from the next sign of life on`() async throws {
    let station = try await RunningStation(people: try StationUser.everybody)
    let wire = try open(station, try station.client("vera"))
    try station.users.setRights(of: "vera", role: .viewer, cameras: ["yard"])
    station.server.updates.beat()
    _ = try wire.read(until: ": alive")
    let (foreign, own) = (event("gate"), event("yard"))
    station.server.updates.publish(.event(foreign))
    station.server.updates.publish(.event(own))
    #expect(
      !(try wire.read(until: own.id.uuidString.lowercased())).contains(foreign.id.uuidString.lowercased()))
  }

  @Test func `drops the oldest updates of a slow client, says how many, and holds up nobody`() async throws {
    let station = try await RunningStation { $0.limits.waitingUpdates = 8 }
    let slow = try station.wire()
    slow.readSlowly()
    slow.send(station.nobody.text("GET", "/api/v1/stream"))
    _ = try slow.read(until: "retry:")
    var long = event("gate")
    long.reasons = [String(repeating: "x", count: 60_000)]
    // Far more than what the system holds for a reader that does not read.
    for _ in 0..<1000 { station.server.updates.publish(.event(long)) }
    let quick = try open(station, station.nobody)
    let last = event("yard")
    station.server.updates.publish(.event(last))
    _ = try quick.read(until: last.id.uuidString.lowercased())
    #expect(
      try slow.read(until: last.id.uuidString.lowercased()).contains(
        /event: dropped\ndata: \{"count":[0-9]+\}/))
  }

  @Test func `ends when its client takes nothing any more`() async throws {
    let station = try await RunningStation { $0.limits.write = 0.5 }
    let wire = try station.wire()
    wire.readSlowly()
    wire.send(station.nobody.text("GET", "/api/v1/stream"))
    _ = try wire.read(until: "retry:")
    var long = event("gate")
    long.reasons = [String(repeating: "x", count: 60_000)]
    for _ in 0..<1000 { station.server.updates.publish(.event(long)) }
    try waitUntil { station.server.updates.readerCount == 0 }
    #expect(station.count("vigil_http_closed_connections_total{reason=\"write\"}") == 1)
    #expect(wire.readToEnd() != nil)
  }

  @Test func `is forgotten when its client has vanished`() async throws {
    let station = try await RunningStation()
    let wire = try open(station, station.nobody)
    #expect(station.server.updates.readerCount == 1)
    wire.abort()
    try waitUntil { station.server.updates.readerCount == 0 }
    try waitUntil { station.count("vigil_http_streams") == 0 }
  }
}
