import Foundation
import HTTPTypes
import Hummingbird
import VigilCore
import VigilStore

extension StationRoutes {
  private struct Saying: RequestObject {
    static let keys: Set = ["verdict"]
    var verdict: String
  }

  private struct Span: RequestObject {
    static let keys: Set = ["from", "to"]
    var from: String
    var to: String
  }

  /// What people say of events, and of spans without one.
  func addLabels(_ table: inout RouteTable) {
    table.protected(.get, "/api/v1/events/{event}/labels", right: .look) { visit in
      _ = try visit.query()
      return try await labels(of: visit.shown.event(visit.parameter("event")), visit)
    }
    table.protected(.put, "/api/v1/events/{event}/label", right: .operate) { visit in
      _ = try visit.query()
      let event = try await visit.shown.event(visit.parameter("event"))
      let said = try await visit.body(Saying.self).verdict
      guard let verdict = ReviewLabel.Verdict.ofEvents.first(where: { $0.rawValue == said }) else {
        let all = ReviewLabel.Verdict.ofEvents.map(\.rawValue).joined(separator: ", ")
        throw Problem(.badRequest, "verdict is one of: \(all)")
      }
      try await visit.shown.label(event, as: verdict)
      return try await labels(of: event, visit)
    }
    table.protected(.delete, "/api/v1/events/{event}/label", right: .operate) { visit in
      _ = try visit.query()
      let event = try await visit.shown.event(visit.parameter("event"))
      try await visit.shown.label(event, as: nil)
      return try await labels(of: event, visit)
    }
    table.protected(.post, "/api/v1/cameras/{camera}/missed", right: .operate) { visit in
      _ = try visit.query()
      let camera = try visit.shown.camera(visit.parameter("camera"))
      let span = try await visit.body(Span.self)
      guard let from = JSONAnswer.date(span.from), let to = JSONAnswer.date(span.to), from < to,
        to.timeIntervalSince(from) <= 86_400, to <= clocks.date()
      else {
        throw Problem(
          .badRequest, "from and to are dates such as 2026-11-28T16:05:12Z, at most a day apart, and past")
      }
      return JSONAnswer.response(LabelView(try await visit.shown.miss(camera, from: from, to: to)))
    }
    table.protected(.get, "/api/v1/labels", right: .look) { visit in
      let query = try visit.query(["camera", "verdict", "from", "to", "before", "limit"], lists: ["camera"])
      let limit = try query.integer("limit", in: 1...1000) ?? 100
      let found = try await visit.shown.labels(
        LabelQuery(
          cameras: query.texts("camera"), verdict: try query.choice("verdict", ReviewLabel.Verdict.self),
          from: try query.date("from"), to: try query.date("to"),
          before: try query.integer("before", in: 1...Int.max).map { Int64($0) }, limit: limit + 1))
      let labels = found.prefix(limit)
      return JSONAnswer.response(
        LabelList(labels: labels.map(LabelView.init), next: found.count > limit ? labels.last?.id : nil))
    }
    table.protected(.delete, "/api/v1/labels/{label}", right: .operate) { visit in
      _ = try visit.query()
      try await visit.shown.undoLabel(visit.parameter("label"))
      return JSONAnswer.response(LabelList(labels: []))
    }
  }

  private func labels(of event: StoredEvent, _ visit: Visit) async throws -> Response {
    let labels = try await visit.shown.labels(LabelQuery(event: event.id))
    return JSONAnswer.response(LabelList(labels: labels.map(LabelView.init)))
  }
}
