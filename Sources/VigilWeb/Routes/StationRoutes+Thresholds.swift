import Foundation
import HTTPTypes
import Hummingbird
import VigilCore
import VigilStation

extension StationRoutes {
  /// What other thresholds, and the model in shadow, would have raised at a camera.
  func addThresholds(_ table: inout RouteTable) {
    table.protected(.get, "/api/v1/cameras/{camera}/thresholds", right: .look) { visit in
      let query = try visit.query(["at"])
      let camera = try visit.shown.camera(visit.parameter("camera"))
      let asked = try query.number("at", in: ThresholdCounts.range)
      return JSONAnswer.response(
        ThresholdsView(try await visit.shown.counts(camera, asked: asked, at: clocks.date())))
    }
    table.protected(.get, "/api/v1/cameras/{camera}/shadow", right: .look) { visit in
      _ = try visit.query()
      let camera = try visit.shown.camera(visit.parameter("camera"))
      let found = try await visit.shown.comparison(
        camera, longest: ThresholdCounts.length, at: clocks.date())
      return JSONAnswer.response(ShadowAnswer(comparison: found.map(ComparisonView.init)))
    }
  }
}
