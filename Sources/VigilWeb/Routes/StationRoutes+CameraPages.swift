import Foundation
import HTTPTypes
import Hummingbird
import VigilCore
import VigilStore

extension StationRoutes {
  /// Pages of single cameras.
  func addCameraPages(_ table: inout RouteTable) {
    table.protected(.get, "/cameras/{camera}", right: .look) { visit in
      let query = try visit.query(["span", "to", "from", "until"])
      let camera = try visit.shown.camera(visit.parameter("camera"))
      let span = try query.choice("span", CameraPage.Span.self) ?? .day
      let now = clocks.date()
      let end = min(try query.date("to") ?? now, now)
      let begin = end - span.length
      let missed = LabelQuery(
        cameras: [camera.name], verdict: .missed, from: begin, to: end, limit: CameraPage.most)
      let events = try await visit.shown.events(
        EventQuery(cameras: [camera.name], from: begin, to: end, limit: CameraPage.most + 1))
      let changes = try await changes(of: camera, visit)
      let page = CameraPage(
        camera: camera, span: span, end: end,
        scores: try await visit.shown.scores(camera.name, from: begin, to: end, atMost: CameraPage.pieces),
        shadow: ModelView(inShadowOf: camera, changes),
        shadowScores: try await visit.shown.scores(
          camera.name, isShadow: true, from: begin, to: end, atMost: CameraPage.pieces),
        events: Array(events.prefix(CameraPage.most)), hasMore: events.count > CameraPage.most,
        missed: try await visit.shown.labels(missed),
        changes: changes,
        choice: try MissedSpans.Choice(query, in: PageText().zone),
        reviewer: Right.operate.isHeld(by: visit.viewer.role) ? visit.viewer : nil, now: now)
      return Page(
        camera.name, .cameras, for: visit.viewer, content: page.content, scripts: [.page, .camera, .changes]
      ).response()
    }
    table.protected(.get, "/cameras/{camera}/thresholds", right: .look) { visit in
      let query = try visit.query(["at"])
      let camera = try visit.shown.camera(visit.parameter("camera"))
      let now = clocks.date()
      // A form sends what was left open, too: empty.
      let asked = query.text("at")?.isEmpty == true ? nil : try query.number("at", in: ThresholdCounts.range)
      let page = ThresholdsPage(
        camera: camera, asked: asked,
        counts: try await visit.shown.counts(camera, asked: asked, at: now),
        models: ModelSection(
          camera: camera, changes: try await changes(of: camera, visit),
          comparison: try await visit.shown.comparison(camera, longest: ThresholdCounts.length, at: now)),
        now: now)
      return Page("Thresholds of \(camera.name)", .cameras, for: visit.viewer, content: page.content)
        .response()
    }
  }

  private func changes(of camera: WatchedCamera, _ visit: Visit) async throws -> [RuntimeChange] {
    try await visit.shown.changes(at: clocks.date()).filter { $0.camera == camera.name }
  }
}
