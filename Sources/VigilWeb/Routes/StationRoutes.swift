import Foundation
import HTTPTypes
import Hummingbird
import NIOCore
import VigilCore

/// All routes of the station.
///
/// None of them can change a file, a source, a path or a command: what can be changed is whether a camera raises alarms and a channel
/// is told of them, whether an event was seen and is kept, and what is said of it.
struct StationRoutes: Sendable {
  let shared: Shared
  let doorkeeper: Doorkeeper
  let entrance: Entrance
  let media: MediaAnswer
  let cases: CaseAnswer
  let streams: UpdateStreams
  let live: LiveStreams
  let signIn: SignIn
  let clocks: Clocks

  func table() -> RouteTable {
    var table = RouteTable(entrance: entrance)
    addHealth(&table)
    addSession(&table)
    addCameras(&table)
    addThresholds(&table)
    addEvents(&table)
    addLabels(&table)
    addSimilar(&table)
    addMedia(&table)
    addNotices(&table)
    addChannels(&table)
    addSummary(&table)
    addPages(&table)
    return table
  }

  private func addHealth(_ table: inout RouteTable) {
    table.protected(.get, "/healthz", right: .none) { visit in
      _ = try visit.query()
      return Self.text("ok\n", "text/plain; charset=utf-8")
    }
    table.protected(.get, "/readyz", right: .none) { [shared] visit in
      _ = try visit.query()
      let faults = shared.station.readiness.faults
      return JSONAnswer.response(
        ReadinessView(ready: faults.isEmpty, faults: faults),
        status: faults.isEmpty ? .ok : .serviceUnavailable)
    }
    table.protected(.get, "/metrics", right: .measure) { [shared] visit in
      _ = try visit.query()
      return Self.text(
        PrometheusText.text(shared.station.metrics + shared.counts.families), PrometheusText.mediaType)
    }
    table.protected(.get, "/api/v1/openapi.json", right: .look) { visit in
      _ = try visit.query()
      return Response(
        status: .ok, headers: [.contentType: "application/json"],
        body: ResponseBody(byteBuffer: ByteBuffer(bytes: PackageResources.openapi_json)))
    }
  }

  private static func text(_ text: String, _ type: String) -> Response {
    Response(
      status: .ok, headers: [.contentType: type], body: ResponseBody(byteBuffer: ByteBuffer(string: text)))
  }
}
