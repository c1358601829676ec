/// What the web server counts, and the places that it has for answers that last.
final class WebCounts: Sendable {
  struct Values: Sendable {
    /// Answers by the first digit of their status.
    var answers: [Int: Int] = [:]
    var signedIn = 0
    var refusedSignIns = 0
    var limitedSignIns = 0
    /// Updates that slow clients did not get.
    var droppedUpdates = 0
    /// Pictures of live streams that slow clients did not get.
    var droppedPictures = 0
    var connections = 0
    var closedConnections: [String: Int] = [:]
  }

  let values = LockedValue(Values())
  /// One for each stream of updates that is open.
  let streams: Places
  /// One for each live stream that is open.
  let live: Places
  /// One for each file that is being sent.
  let downloads: Places

  init(limits: WebLimits) {
    streams = Places(limit: limits.streams, each: limits.streamsEach)
    live = Places(limit: limits.liveStreams, each: limits.liveStreamsEach)
    downloads = Places(limit: limits.downloads)
  }

  func note(_ change: (inout Values) -> Void) { values.withLock { change(&$0) } }

  var families: [MetricFamily] {
    let values = values.withLock { $0 }
    return [
      MetricFamily(
        "vigil_http_responses_total", .counter,
        help: "Answers over HTTP, by the first digit of their status.",
        (1...5).map { .init(Double(values.answers[$0, default: 0]), ["class": "\($0)xx"]) }),
      MetricFamily(
        "vigil_http_sign_ins_total", .counter, help: "Attempts to sign in, by what came of them.",
        [
          .init(Double(values.signedIn), ["outcome": "signed_in"]),
          .init(Double(values.refusedSignIns), ["outcome": "refused"]),
          .init(Double(values.limitedSignIns), ["outcome": "limited"]),
        ]),
      MetricFamily(
        "vigil_http_connections", .gauge, help: "Connections that are open.",
        [.init(Double(values.connections))]),
      MetricFamily(
        "vigil_http_closed_connections_total", .counter,
        help: "Connections that the station closed since a client took too long or too much.",
        ConnectionGuard.Reason.allCases.map {
          .init(Double(values.closedConnections[$0.rawValue, default: 0]), ["reason": $0.rawValue])
        }),
      MetricFamily(
        "vigil_http_streams", .gauge, help: "Streams of updates that are open.",
        [.init(Double(streams.count))]),
      MetricFamily(
        "vigil_http_live_streams", .gauge, help: "Live streams that are open.", [.init(Double(live.count))]),
      MetricFamily(
        "vigil_http_dropped_pictures_total", .counter,
        help: "Pictures of live streams that clients were too slow to take.",
        [.init(Double(values.droppedPictures))]),
      MetricFamily(
        "vigil_http_downloads", .gauge, help: "Files that are being sent.", [.init(Double(downloads.count))]),
      MetricFamily(
        "vigil_http_dropped_updates_total", .counter, help: "Updates that clients were too slow to take.",
        [.init(Double(values.droppedUpdates))]),
    ]
  }
}
