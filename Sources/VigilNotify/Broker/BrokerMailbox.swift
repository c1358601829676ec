import Dispatch
import Synchronization
import VigilCore

/// What the thread of a broker and those who have something for it share.
final class BrokerMailbox: Sendable {
  /// Something to publish.
  struct Publication: Hashable, Sendable {
    var topic: String
    var payload: [UInt8]
  }

  /// A message that must be acknowledged.
  struct Request: Sendable {
    var number: Int
    var publication: Publication
    var outcome: DeliveryOutcome?
    var isTaken = false
  }

  private struct Content {
    var reach = ChannelReach.unknown
    var request: Request?
    var lastNumber = 0
    var cameras: Cameras?
    /// The newest picture of each camera that no connection has yet.
    var pictures: [String: [UInt8]] = [:]
    /// Rises with each change of `cameras` and of `pictures`.
    var version = 0
  }

  /// The cameras of a station.
  struct Cameras: Sendable {
    /// All their names.
    var names: [String]
    /// How those are that anything is known of.
    var states: [CameraState] = []
  }

  /// Ends the wait of the broker's thread.
  let waker = Waker()
  private let content = Mutex(Content())
  private let news = DispatchSemaphore(value: 0)

  /// How long to wait until a stop is looked for, in milliseconds.
  static let patience = 100

  // MARK: For the station

  /// Which cameras there are.
  func follow(_ names: [String]) {
    content.withLock { content in
      content.cameras = Cameras(names: names, states: content.cameras?.states ?? [])
      content.version += 1
    }
    waker.wake()
  }

  /// How they are.
  func note(_ states: [CameraState]) {
    content.withLock { content in
      content.cameras?.states = states
      content.version += 1
    }
    waker.wake()
  }

  /// The newest picture of a camera; one that the station does not have is left out.
  func show(_ picture: [UInt8], of camera: String) {
    content.withLock { content in
      guard content.cameras?.names.contains(camera) == true else { return }
      content.pictures[camera] = picture
      content.version += 1
    }
    waker.wake()
  }

  // MARK: For the one who delivers

  /// What is known of the broker.
  var reach: ChannelReach { content.withLock { $0.reach } }

  /// Has a message published, and waits until the broker has it; one at a time.
  ///
  /// - Parameter timeout: The most seconds that it may take until the thread has an answer.
  func deliver(
    _ publication: Publication, within timeout: Double, clocks: Clocks, stop: StopRequest
  ) -> DeliveryOutcome {
    let number = content.withLock { content in
      content.lastNumber += 1
      content.request = Request(number: content.lastNumber, publication: publication)
      return content.lastNumber
    }
    waker.wake()
    let deadline = clocks.now() + timeout
    while true {
      let outcome = content.withLock { content -> DeliveryOutcome? in
        if let outcome = content.request?.outcome { return outcome }
        if case .unreachable(let reason) = content.reach { return .unavailable(reason) }
        return stop.isRequested || clocks.now() >= deadline ? .unavailable("no answer in time") : nil
      }
      if let outcome {
        // What comes of it now is of no message.
        content.withLock { if $0.request?.number == number { $0.request = nil } }
        return outcome
      }
      _ = news.wait(timeout: .now() + .milliseconds(Self.patience))
    }
  }

  // MARK: For the broker's thread

  /// The cameras, if they were told of since a version, which becomes the newest.
  func cameras(since version: inout Int) -> Cameras? {
    content.withLock { content in
      guard content.version != version else { return nil }
      version = content.version
      return content.cameras
    }
  }

  /// The pictures that wait, once.
  func takePictures() -> [String: [UInt8]] {
    content.withLock { content in
      defer { content.pictures = [:] }
      return content.pictures
    }
  }

  /// The message that waits to be published, once.
  func take() -> Request? {
    content.withLock { content in
      guard let request = content.request, !request.isTaken else { return nil }
      content.request?.isTaken = true
      return request
    }
  }

  /// The broker has a message.
  func acknowledge(_ number: Int) {
    content.withLock { if $0.request?.number == number { $0.request?.outcome = .delivered } }
    news.signal()
  }

  /// What is known of the broker has changed.
  func set(_ reach: ChannelReach) {
    content.withLock { content in
      content.reach = reach
      if case .unreachable(let reason) = reach, content.request?.outcome == nil {
        content.request?.outcome = .unavailable(reason)
      }
    }
    news.signal()
  }
}
