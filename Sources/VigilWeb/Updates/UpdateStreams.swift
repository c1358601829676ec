import Foundation
import HTTPTypes
import Hummingbird
import NIOCore
import VigilStore

/// Sends what changes at the station as it changes, as server-sent events.
///
/// A stream begins with the state of all cameras. It ends when its session does, when the station ends, and when the client is gone.
struct UpdateStreams: Sendable {
  let feed: UpdateFeed
  let doorkeeper: Doorkeeper
  let counts: WebCounts
  let limits: WebLimits

  /// - Parameter cameras: those that are asked for; nil for all.
  func response(_ visit: Visit, cameras: Set<String>?) throws(Problem) -> Response {
    guard let place = counts.streams.take(for: visit.owner) else {
      throw Problem.busy("too many streams are open", retryAfter: 10)
    }
    let headers: HTTPFields = [
      .contentType: "text/event-stream", .proxyBuffering: "no",
    ]
    return Response(
      status: .ok, headers: headers,
      body: ResponseBody { writer in
        defer { withExtendedLifetime(place) {} }
        let subscription = feed.subscribe(limit: limits.waitingUpdates)
        defer { subscription.end() }
        try await visit.request.body.consumeWithInboundCloseHandler { _ in
          try await send(subscription, visit, cameras, to: &writer)
        } onInboundClosed: {
          subscription.end()
        }
        try await writer.finish(nil)
      })
  }

  @concurrent private func send(
    _ subscription: UpdateFeed.Subscription, _ visit: Visit, _ cameras: Set<String>?,
    to writer: inout any ResponseBodyWriter
  ) async throws {
    var (viewer, number) = (visit.viewer, 0)
    func isShown(_ camera: String) -> Bool { viewer.sees(camera) && cameras?.contains(camera) ?? true }
    func message(_ name: String, _ value: some Encodable) -> ByteBuffer {
      number += 1
      return ServerSentEvent.message(name, id: number, value)
    }
    try await writer.write(ServerSentEvent.retry)
    for camera in visit.shown.cameras where isShown(camera.name) {
      try await writer.write(message("camera", CameraView(camera)))
    }
    for await item in subscription.items {
      let dropped = subscription.takeDropped()
      if dropped > 0 {
        counts.note { $0.droppedUpdates += dropped }
        try await writer.write(message("dropped", DroppedView(count: dropped)))
      }
      switch item {
      case .update(.camera(let camera)):
        if isShown(camera.name) { try await writer.write(message("camera", CameraView(camera))) }
      case .update(.event(let event)):
        if isShown(event.camera) { try await writer.write(message("event", EventView(event))) }
      case .update(.notice(let notice)):
        if viewer.sees(notice), cameras == nil || notice.camera.map(isShown) == true {
          try await writer.write(message("notice", NoticeView(notice)))
        }
      case .beat:
        guard let renewed = try await doorkeeper.renewed(viewer) else { return }
        viewer = renewed
        try await writer.write(ServerSentEvent.beat)
      }
    }
  }
}
