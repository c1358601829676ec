import Foundation
import HTTPTypes
import Hummingbird
import VigilCore
import VigilStore

extension StationRoutes {
  /// How many events a page of the list shows.
  private static let pageLength = 50

  /// Pages for people. Who is not signed in gets the page to do so in their place.
  func addPages(_ table: inout RouteTable) {
    table.protected(.get, "/page/{asset}", right: .none) { visit in
      _ = try visit.query()
      guard let file = PageFile(rawValue: visit.parameter("asset")) else { throw Problem.missing("file") }
      return file.response
    }
    table.protected(.get, "/", right: .look) { visit in
      _ = try visit.query()
      let page = CamerasPage(
        tiles: try await tiles(visit), notices: try await visit.shown.notices(NoticeQuery(isOpen: true)),
        faults: shared.station.readiness.faults, now: clocks.date())
      return Page("Cameras", .cameras, for: visit.viewer, content: page.content, scripts: [.page, .cameras])
        .response()
    }
    addCameraPages(&table)
    table.protected(.get, "/system", right: .look) { [shared] visit in
      _ = try visit.query()
      let storage = try await visit.shown.storage()
      let now = clocks.date()
      let page = SystemPage(
        cameras: visit.shown.cameras,
        week: try await visit.shown.summary(from: now - 604_800, to: now, cameras: nil),
        measured: Measured(shared.station.metrics + shared.counts.families),
        machine: visit.viewer.seesStation
          ? SystemPage.Parts(
            faults: shared.station.readiness.faults, storage: storage, state: MachineState(),
            machine: .current,
            channels: try await visit.shown.channels(at: now)) : nil,
        mayChange: Right.operate.isHeld(by: visit.viewer.role), now: now)
      return Page(
        "System", .system, for: visit.viewer, content: page.content, scripts: [.page, .changes]
      ).response()
    }
    table.protected(.get, "/events", right: .look) { visit in
      let query = try visit.query(EventFilter.names.union(["before"]))
      let filter = try EventFilter(query, in: PageText().zone)
      let found = try await visit.shown.events(
        filter.query(before: try query.cursor("before"), limit: Self.pageLength + 1))
      let events = Array(found.prefix(Self.pageLength))
      let next =
        found.count > events.count ? events.last.map { EventCursor.text(EventQuery.Cursor(after: $0)) } : nil
      let page = EventsPage(
        events: events, next: next, cameras: visit.shown.cameras.map(\.name), filter: filter,
        now: clocks.date())
      return Page("Events", .events, for: visit.viewer, content: page.content).response()
    }
    table.protected(.get, "/events/{event}", right: .look) { visit in
      let filter = try EventFilter(try visit.query(EventFilter.names), in: PageText().zone)
      let event = try await visit.shown.event(visit.parameter("event"))
      let place = EventQuery.Cursor(after: event)
      let page = EventDetails(
        event: event, files: try await visit.shown.files(of: event),
        hasManifest: try await visit.shown.hasManifest(event),
        crops: try await visit.shown.crops(of: event),
        scores: try await visit.shown.scores(
          around: event, margin: EventDetails.margin, atMost: EventDetails.pieces),
        seen: try await visit.shown.acknowledgements(of: [event])[event.id],
        labels: try await visit.shown.labels(LabelQuery(event: event.id)),
        older: try await visit.shown.events(filter.query(before: place, limit: 1)).first,
        newer: try await visit.shown.events(filter.query(after: place, limit: 1)).first, filter: filter,
        similar: try await visit.shown.similar(to: event, cameras: nil, limit: SimilarSection.length),
        reviewer: Right.operate.isHeld(by: visit.viewer.role) ? visit.viewer.name : nil, now: clocks.date())
      return Page(page.title, .events, for: visit.viewer, content: page.content, scripts: [.page, .event])
        .response()
    }
  }

  private func tiles(_ visit: Visit) async throws -> [CamerasPage.Tile] {
    var tiles: [CamerasPage.Tile] = []
    for camera in visit.shown.cameras {
      let last = try await visit.shown.events(EventQuery(cameras: [camera.name], limit: 1)).first
      var tile = CamerasPage.Tile(camera: camera, last: last)
      if let last {
        tile.picture = try await visit.shown.files(of: last).first { $0.kind == .picture && $0.isFinished }?
          .id
      }
      tiles.append(tile)
    }
    return tiles
  }
}
