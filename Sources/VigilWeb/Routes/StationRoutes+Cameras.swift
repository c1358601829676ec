import Foundation
import HTTPTypes
import Hummingbird
import VigilCore
import VigilStation
import VigilStore

extension StationRoutes {
  private struct Arming: RequestObject {
    static let keys: Set = ["armed", "until"]
    var armed: Bool
    var until: String?
  }

  /// How long something is silent: until a moment, or for so many minutes from now.
  struct Snooze: RequestObject {
    static let keys: Set = ["until", "minutes"]
    var until: String?
    var minutes: Int?
  }

  /// Whose scores are asked for.
  private enum Scorer: String, CaseIterable {
    case model
    case shadow
  }

  func addCameras(_ table: inout RouteTable) {
    table.protected(.get, "/api/v1/cameras", right: .look) { visit in
      _ = try visit.query()
      let changes = try await visit.shown.changes(at: clocks.date())
      return JSONAnswer.response(
        CameraList(cameras: visit.shown.cameras.map { CameraView($0, changes: changes) }))
    }
    table.protected(.get, "/api/v1/cameras/{camera}", right: .look) { visit in
      _ = try visit.query()
      return try await camera(visit)
    }
    table.protected(.get, "/api/v1/cameras/{camera}/scores", right: .look) { visit in
      let query = try visit.query(["of", "from", "to", "limit"])
      let to = try query.date("to") ?? clocks.date()
      let from = try query.date("from") ?? to.addingTimeInterval(-3600)
      let limit = try query.integer("limit", in: 1...5000) ?? 500
      let scorer = try query.choice("of", Scorer.self) ?? .model
      let scores = try await visit.shown.scores(
        visit.parameter("camera"), isShadow: scorer == .shadow, from: from, to: to, atMost: limit)
      return JSONAnswer.response(ScoreList(scores: scores.map(ScoreView.init)))
    }
    table.protected(.put, "/api/v1/cameras/{camera}/armed", right: .operate) { visit in
      _ = try visit.query()
      let camera = try visit.shown.camera(visit.parameter("camera"))
      let wanted = try await visit.body(Arming.self)
      let until = try wanted.until.map { try end($0) }
      try await visit.shown.set(
        Standing.armedKey, wanted.armed ? "yes" : "no", of: camera, at: clocks.date(), until: until)
      return try await self.camera(visit)
    }
    table.protected(.delete, "/api/v1/cameras/{camera}/armed", right: .operate) { visit in
      try await takeBack(Standing.armedKey, visit)
    }
    table.protected(.put, "/api/v1/cameras/{camera}/snooze", right: .operate) { visit in
      _ = try visit.query()
      let camera = try visit.shown.camera(visit.parameter("camera"))
      let until = try end(try await visit.body(Snooze.self))
      try await visit.shown.set(Standing.snoozedKey, "yes", of: camera, at: clocks.date(), until: until)
      return try await self.camera(visit)
    }
    table.protected(.delete, "/api/v1/cameras/{camera}/snooze", right: .operate) { visit in
      try await takeBack(Standing.snoozedKey, visit)
    }
  }

  private func camera(_ visit: Visit) async throws -> Response {
    let camera = try visit.shown.camera(visit.parameter("camera"))
    let changes = try await visit.shown.changes(at: clocks.date())
    return JSONAnswer.response(CameraView(camera, changes: changes))
  }

  private func takeBack(_ key: String, _ visit: Visit) async throws -> Response {
    _ = try visit.query()
    let camera = try visit.shown.camera(visit.parameter("camera"))
    try await visit.shown.set(key, nil, of: camera, at: clocks.date(), until: nil)
    return try await self.camera(visit)
  }

  /// When a snooze is to end.
  func end(_ wanted: Snooze) throws(Problem) -> Date {
    switch (wanted.until, wanted.minutes) {
    case (let text?, nil): return try end(text)
    case (nil, let minutes?) where (1...43_200).contains(minutes):
      return clocks.date().addingTimeInterval(Double(minutes) * 60)
    default: throw Problem(.badRequest, "give either until, or minutes from 1 to 43200")
    }
  }

  /// When a change is to end: at most 30 days from now, so that nobody forgets it for ever.
  private func end(_ text: String) throws(Problem) -> Date {
    let now = clocks.date()
    guard let date = JSONAnswer.date(text), date > now, date <= now.addingTimeInterval(30 * 86_400) else {
      throw Problem(.badRequest, "until is a date within the next 30 days, such as 2026-11-28T16:05:12Z")
    }
    return date
  }
}
