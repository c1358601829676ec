import Foundation
import HTTPTypes
import Hummingbird
import NIOCore
import VigilCore
import VigilMedia

/// Sends what cameras show as they show it: one answer for all cameras of a page.
///
/// A stream ends when its session does or may no longer see one of its cameras, when the station ends, and when the client is gone.
struct LiveStreams: Sendable {
  /// A camera of a stream.
  struct Camera: Sendable {
    var state: WatchedCamera
    var live: LiveCamera
    /// Whether the client wants single pictures in place of video.
    var asPictures: Bool
  }

  /// The most cameras of one stream.
  static let mostCameras = 256

  let feed: UpdateFeed
  let doorkeeper: Doorkeeper
  let counts: WebCounts
  let limits: WebLimits
  let clocks: Clocks

  /// - Parameter cameras: those that are asked for, which the viewer may see.
  func response(_ visit: Visit, _ cameras: [Camera]) throws(Problem) -> Response {
    guard cameras.count <= Self.mostCameras else {
      throw Problem(.badRequest, "one stream has at most \(Self.mostCameras) cameras; name those to see")
    }
    guard let place = counts.live.take(for: visit.owner) else {
      throw Problem.busy("too many live streams are open", retryAfter: 10)
    }
    let headers: HTTPFields = [.contentType: "application/octet-stream", .proxyBuffering: "no"]
    return Response(
      status: .ok, headers: headers,
      body: ResponseBody { writer in
        defer { withExtendedLifetime(place) {} }
        let queue = LiveQueue(limits.live) { [counts] lost in counts.note { $0.droppedPictures += lost } }
        let subscription = feed.subscribe(limit: limits.waitingUpdates)
        let news = Task {
          await follow(subscription, visit.viewer, cameras, into: queue)
          queue.end()
        }
        let watches = begin(cameras, into: queue)
        defer {
          for watch in watches { watch.end() }
          subscription.end()
          queue.end()
          news.cancel()
        }
        try await visit.request.body.consumeWithInboundCloseHandler { _ in
          for await _ in queue.signals {
            while let record = queue.take() { try await writer.write(ByteBuffer(bytes: record.bytes)) }
          }
        } onInboundClosed: {
          queue.end()
        }
        try await writer.finish(nil)
      })
  }

  /// Fills the queue with what a client gets first, and looks at the cameras from then on.
  private func begin(_ cameras: [Camera], into queue: LiveQueue) -> [LiveWatch] {
    let now = clocks.now
    queue.add(LiveRecord(cameras: cameras.map(\.state.name)), at: now(), isFirst: true)
    return cameras.enumerated().map { index, camera in
      queue.add(LiveRecord(camera.state, camera: index), at: now(), isFirst: true)
      let isFirst = LockedValue(true)
      let watch = camera.live.watch(asPictures: camera.asPictures) { piece in
        queue.add(LiveRecord(piece, camera: index), at: now(), isFirst: isFirst.withLock { $0 })
      }
      isFirst.withLock { $0 = false }
      return watch
    }
  }

  /// Tells how the cameras are, until the viewer may not see them any more or the station ends.
  @concurrent private func follow(
    _ subscription: UpdateFeed.Subscription, _ viewer: Viewer, _ cameras: [Camera], into queue: LiveQueue
  ) async {
    var viewer = viewer
    let names = cameras.map(\.state.name)
    for await item in subscription.items {
      switch item {
      case .update(.camera(let state)):
        guard let index = names.firstIndex(of: state.name) else { continue }
        queue.add(LiveRecord(state, camera: index), at: clocks.now())
      case .update: break
      case .beat:
        // What is not known to be allowed is not.
        guard let renewed = try? await doorkeeper.renewed(viewer), names.allSatisfy({ renewed.sees($0) })
        else { return }
        viewer = renewed
        queue.add(LiveRecord(ping: clocks.date()), at: clocks.now())
      }
    }
  }
}
