import Foundation
import HTTPTypes
import Hummingbird
import VigilCore
import VigilStore

extension StationRoutes {
  /// The longest time that a summary tells of, in seconds: counts are kept for so long.
  private static let longestPeriod = 400.0 * 86_400

  /// What happened in a time.
  func addSummary(_ table: inout RouteTable) {
    table.protected(.get, "/api/v1/summary", right: .look) { visit in
      let query = try visit.query(["camera", "from", "to"], lists: ["camera"])
      let to = try query.date("to") ?? clocks.date()
      let from = try query.date("from") ?? to - 604_800
      guard from < to, to.timeIntervalSince(from) <= Self.longestPeriod else {
        throw Problem(.badRequest, "from must be before to, by at most 400 days")
      }
      let summary = try await visit.shown.summary(from: from, to: to, cameras: query.texts("camera"))
      return JSONAnswer.response(PeriodFacts(summary))
    }
  }
}
