import Foundation
import HTTPTypes
import Hummingbird
import VigilStore

extension StationRoutes {
  private struct Keeping: RequestObject {
    static let keys: Set = ["kept"]
    var kept: Bool
  }

  private struct Seeing: RequestObject {
    static let keys: Set = ["acknowledged"]
    var acknowledged: Bool
  }

  func addEvents(_ table: inout RouteTable) {
    table.protected(.get, "/api/v1/events", right: .look) { visit in
      let query = try visit.query(
        [
          "camera", "severity", "state", "kept", "label", "acknowledged", "from", "to", "before", "limit",
        ], lists: ["camera"])
      let limit = try query.integer("limit", in: 1...1000) ?? 100
      // One more than asked for tells whether there is another page.
      let found = try await visit.shown.events(
        EventQuery(
          cameras: query.texts("camera"), severity: try query.choice("severity", EventSeverity.self),
          state: try query.choice("state", EventState.self), isKept: try query.flag("kept"),
          review: try query.choice("label", EventQuery.Review.self),
          isAcknowledged: try query.flag("acknowledged"), from: try query.date("from"),
          to: try query.date("to"), before: try query.cursor("before"),
          limit: limit + 1))
      let events = Array(found.prefix(limit))
      let seen = try await visit.shown.acknowledgements(of: events)
      let next =
        found.count > limit ? events.last.map { EventCursor.text(EventQuery.Cursor(after: $0)) } : nil
      return JSONAnswer.response(
        EventPage(events: events.map { EventView($0, seen: seen[$0.id]) }, next: next))
    }
    table.protected(.get, "/api/v1/events/{event}", right: .look) { visit in
      _ = try visit.query()
      return try await answer(visit.shown.event(visit.parameter("event")), visit)
    }
    table.protected(.get, "/api/v1/events/{event}/files", right: .look) { visit in
      _ = try visit.query()
      let event = try await visit.shown.event(visit.parameter("event"))
      return JSONAnswer.response(FileList(files: try await visit.shown.files(of: event).map(FileView.init)))
    }
    table.protected(.get, "/api/v1/events/{event}/case", right: .look) { visit in
      _ = try visit.query()
      let event = try await visit.shown.event(visit.parameter("event"))
      // Not even a key is made for one of which there is nothing to sign.
      guard try await visit.shown.hasManifest(event) else { throw CaseAnswer.missing }
      return try await cases.response(event)
    }
    table.protected(.put, "/api/v1/events/{event}/kept", right: .operate) { visit in
      _ = try visit.query()
      let event = try await visit.shown.event(visit.parameter("event"))
      let wanted = try await visit.body(Keeping.self)
      return try await answer(visit.shown.setKept(event, wanted.kept), visit)
    }
    table.protected(.put, "/api/v1/events/{event}/acknowledged", right: .operate) { visit in
      _ = try visit.query()
      let event = try await visit.shown.event(visit.parameter("event"))
      guard try await visit.body(Seeing.self).acknowledged else {
        throw Problem(.badRequest, "an acknowledgement cannot be taken back: acknowledged must be true")
      }
      try await visit.shown.acknowledge(event)
      return try await answer(event, visit)
    }
  }

  /// An event with who has seen it.
  private func answer(_ event: StoredEvent, _ visit: Visit) async throws -> Response {
    JSONAnswer.response(
      EventView(
        event, seen: try await visit.shown.acknowledgements(of: [event])[event.id],
        crops: try await visit.shown.crops(of: event)))
  }

  func addMedia(_ table: inout RouteTable) {
    table.protected(.get, "/api/v1/media/{file}", right: .look) { visit in
      _ = try visit.query()
      return try await media.response(
        try await visit.shown.file(visit.parameter("file")), to: visit.request.head)
    }
  }

  func addNotices(_ table: inout RouteTable) {
    table.protected(.get, "/api/v1/notices", right: .look) { visit in
      let query = try visit.query(["camera", "open", "from", "to", "before", "limit"])
      let limit = try query.integer("limit", in: 1...1000) ?? 100
      let found = try await visit.shown.notices(
        NoticeQuery(
          camera: query.text("camera"), isOpen: try query.flag("open"), from: try query.date("from"),
          to: try query.date("to"), before: try query.integer("before", in: 1...Int.max).map { Int64($0) },
          limit: limit + 1))
      let notices = found.prefix(limit)
      return JSONAnswer.response(
        NoticeList(notices: notices.map(NoticeView.init), next: found.count > limit ? notices.last?.id : nil))
    }
    table.protected(.get, "/api/v1/stream", right: .look) { visit in
      let asked = try visit.query(["camera"], lists: ["camera"]).texts("camera")
      for name in asked ?? [] { _ = try visit.shown.camera(name) }
      return try streams.response(visit, cameras: asked.map(Set.init))
    }
    table.protected(.get, "/api/v1/live", right: .look) { visit in
      let names: Set = ["camera", "pictures"]
      let query = try visit.query(names, lists: names)
      let cameras = try visit.shown.live(
        query.texts("camera"), pictures: Set(query.texts("pictures") ?? []))
      return try live.response(visit, cameras)
    }
  }
}
