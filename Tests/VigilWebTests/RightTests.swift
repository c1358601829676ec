import Foundation
import Testing
import VigilStore
import VigilTestSupport
import VigilWeb

/// Class 2, one route without authentication, and class 3, ids of other cameras.
@Suite(.ownThread) struct `Every route` {
  /// A station with something of the camera "gate" under every id.
  private struct Full {
    let station: RunningStation
    let event: StoredEvent
    let file: StoredFile
    /// A label that somebody gave.
    let label: ReviewLabel

    init() async throws {
      station = try await RunningStation(people: try StationUser.everybody)
      station.watched.set([WatchedChannel(name: "phone")])
      event = try station.addEvent()
      file = try station.add(Array("content".utf8), event: event.id)
      try station.sign(event, [file])
      label = try station.store.label(event.id, as: .real, by: "somebody")
      station.clock.advance(100)
      try station.store.begin(
        CameraNotice(camera: "gate", kind: "lost", message: "a notice", start: SetClock.origin))
      try station.store.begin(CameraNotice(kind: "disk", message: "a notice of all", start: SetClock.origin))
      try station.store.set(
        RuntimeChange(camera: "gate", key: "armed", value: "no", by: "somebody", at: SetClock.origin))
    }

    /// A span before the station's clock.
    private static let missed = (
      SetClock.origin.formatted(.iso8601), (SetClock.origin + 10).formatted(.iso8601)
    )

    /// What a client gets of a route, asked for what is the gate's.
    func ask(_ client: Client, _ route: RouteTable.Route) throws -> Answer {
      let path = route.path.replacing("{camera}", with: "gate").replacing(
        "{event}", with: event.id.uuidString
      )
      .replacing("{file}", with: "\(file.id)").replacing("{label}", with: "\(label.id)")
      .replacing("{channel}", with: "phone")
      guard !route.path.hasSuffix("/stream") else {
        let wire = try Wire(port: client.port, server: client.server)
        wire.send(client.text("GET", path))
        var text = try wire.read(until: "\r\n\r\n")
        if text.contains(" 200 ") { text += try wire.read(until: "retry:") }
        return try Answer(Array(text.utf8))
      }
      guard !route.path.hasSuffix("/live") else {
        let stream = try LiveWire(Wire(port: client.port, server: client.server), client)
        // The chunks are taken apart already.
        let head = stream.head.lowercased().replacing("transfer-encoding: chunked\r\n", with: "")
        guard head.contains(" 200 ") else { return try Answer(Array(head.utf8)) }
        let told = try [stream.next(), stream.next()].flatMap(\.content)
        return try Answer(Array(head.utf8) + told)
      }
      let body =
        switch (route.method, route.path.split(separator: "/").last) {
        case ("PUT", "armed"): #"{"armed":true}"#
        case ("PUT", "snooze"): #"{"until":"2026-09-21T15:00:00Z"}"#
        case ("PUT", "acknowledged"): #"{"acknowledged":true}"#
        case ("PUT", "kept"): #"{"kept":true}"#
        case ("PUT", "label"): #"{"verdict":"unsure"}"#
        case ("POST", "missed"): #"{"from":"\#(Self.missed.0)","to":"\#(Self.missed.1)"}"#
        default: String?.none
        }
      return try client.ask(route.method, path, json: body)
    }
  }

  @Test func `that asks for a right is closed to nobody`() async throws {
    let full = try await Full()
    for route in full.station.server.routes {
      let answer = try full.ask(full.station.nobody, route)
      let isOpen = route.right == .none
      #expect(isOpen || answer.status == 401, "\(route) answers \(answer.status)")
      #expect(isOpen || answer["www-authenticate"] != nil)
    }
    #expect(
      full.station.server.routes.filter { $0.right == .none }.map { "\($0.method) \($0.path)" }
        == [
          "GET /healthz", "GET /readyz", "POST /api/v1/session", "DELETE /api/v1/session",
          "GET /page/{asset}",
        ])
  }

  @Test func `is open to an admin`() async throws {
    let full = try await Full()
    let ada = try full.station.client("ada")
    for route in full.station.server.routes where route.right != .none {
      #expect(try full.ask(ada, route).status == 200, "\(route)")
    }
  }

  @Test(arguments: ["vera", "yuri", "olga"]) func `is open to others by their role and their cameras only`(
    name: String
  ) async throws {
    let full = try await Full()
    let client = try full.station.client(name)
    for route in full.station.server.routes where route.right != .none {
      let answer = try full.ask(client, route)
      let mayAct = name == "olga" && route.right == .operate || route.right == .look
      let isOwn =
        !route.path.contains("{channel}") && (name != "yuri" || !route.path.contains("{"))
      // A label is taken back by whoever gave it.
      // Channels tell of all cameras, which none of these see.
      let isTheirs = !route.path.hasSuffix("{label}") && !route.path.hasSuffix("channels/snooze")
      #expect(answer.status == (mayAct && isTheirs ? isOwn ? 200 : 404 : 403), "\(name): \(route)")
      // What is not the user's is not told, not even that it is there.
      if name == "yuri", !route.path.hasSuffix("openapi.json") {
        #expect(!answer.text.contains("gate") && !answer.text.contains("a notice"), "\(route)")
        #expect(!answer.text.lowercased().contains(full.event.id.uuidString.lowercased()))
      }
      #expect(!answer.text.contains("a notice of all") && !answer.text.contains("phone"))
    }
  }

  @Test func `says the same of what is another's as of what is not there`() async throws {
    let full = try await Full()
    let yuri = try full.station.client("yuri")
    for (own, none) in [
      ("/api/v1/events/\(full.event.id)", "/api/v1/events/\(UUID())"),
      ("/api/v1/events/\(full.event.id)/files", "/api/v1/events/\(UUID())/files"),
      ("/api/v1/media/\(full.file.id)", "/api/v1/media/999"),
      ("/api/v1/cameras/gate", "/api/v1/cameras/none"),
      ("/api/v1/cameras/gate/scores", "/api/v1/cameras/none/scores"),
      ("/events/\(full.event.id)", "/events/\(UUID())"),
    ] {
      let (mine, other) = (try yuri.get(own), try yuri.get(none))
      #expect(mine.status == 404 && mine.text == other.text)
    }
    #expect(try yuri.get("/api/v1/events?camera=gate").status == 404)
    #expect(try yuri.get("/api/v1/events?camera=yard&camera=gate").status == 404)
    #expect(try yuri.get("/events?camera=gate").status == 404)
    #expect(try yuri.get("/api/v1/notices?camera=gate").status == 404)
    #expect(try yuri.get("/api/v1/stream?camera=gate").status == 404)
  }

  @Test func `follows what a user may do from the next request on`() async throws {
    let full = try await Full()
    let vera = try full.station.client("vera")
    #expect(try vera.get("/api/v1/events/\(full.event.id)").status == 200)
    try full.station.users.setRights(of: "vera", role: .viewer, cameras: ["yard"])
    #expect(try vera.get("/api/v1/events/\(full.event.id)").status == 404)
    try full.station.users.remove("vera")
    #expect(try vera.get("/api/v1/events").status == 401)
  }
}
