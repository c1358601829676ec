import Foundation
import HTTPTypes
import Hummingbird
import VigilStation

extension StationRoutes {
  /// Events like one.
  func addSimilar(_ table: inout RouteTable) {
    table.protected(.get, "/api/v1/events/{event}/similar", right: .look) { visit in
      let query = try visit.query(["camera", "limit"], lists: ["camera"])
      let limit = try query.integer("limit", in: 1...100) ?? 10
      let event = try await visit.shown.event(visit.parameter("event"))
      let similar = try await visit.shown.similar(to: event, cameras: query.texts("camera"), limit: limit)
      return JSONAnswer.response(SimilarView(similar))
    }
  }
}
