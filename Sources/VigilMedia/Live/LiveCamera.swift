import Foundation
import Synchronization
public import VigilCore

/// What one camera shows now, for whoever looks.
///
/// Its video is copied from the packets of its ring, and muxed once for all who look, and only while somebody does: nothing is decoded for
/// it, and no connection is made. Those who cannot play it, and all where packets may not be copied, get a few pictures a second instead.
///
/// ```swift
/// let camera = LiveCamera()
/// camera.begin(.packets(ring))
/// let watch = camera.watch(asPictures: false) { piece in queue.add(piece) }
/// ```
public final class LiveCamera: Sendable {
  /// What a reading of a camera gives.
  public enum Content: Sendable {
    /// Packets, which may be copied.
    case packets(PacketRing)
    /// Decoded pictures alone, for this reason.
    case pictures(String)
  }

  /// The time between two single pictures, in seconds.
  public static let pictureInterval = 0.2
  /// The width of single pictures, in pixels.
  public static let pictureWidth = 960
  /// How often new packets are looked for, in seconds.
  private static let round = 0.02

  private struct Viewer {
    var wantsPictures: Bool
    var take: @Sendable (LivePiece) -> Void
  }

  private struct State {
    var content: Content?
    /// Counts what `begin` and `end` have changed.
    var generation = 0
    var viewers: [Int: Viewer] = [:]
    var nextViewer = 0
    var worker: StopSignal?
    var backlog = LiveBacklog()
    var timelines = LiveTimelines()
    var pending: Frame?
    var lastPicture = -Double.infinity
    var offset = 0.0

    /// Why there are only single pictures.
    var refusal: String? {
      if case .pictures(let reason) = content { reason } else { backlog.refusal }
    }

    func getsPictures(_ viewer: Viewer) -> Bool { viewer.wantsPictures || refusal != nil }
  }

  private let state = Mutex(State())

  /// A camera that shows nothing yet.
  public init() {}

  // MARK: The camera's side

  /// A reading begins. What it shows replaces what was shown before.
  public func begin(_ content: Content) { change(to: content) }

  /// The reading is over; those who look get nothing until another one begins.
  public func end() { change(to: nil) }

  /// What is added to the time of a frame for that of the packets of the same moment, in seconds; 0 where frames are decoded from them.
  package func setOffset(_ seconds: Double) { state.withLock { $0.offset = seconds } }

  /// Shows a frame, which is masked if the camera is; returns at once.
  public func see(_ frame: Frame) {
    state.withLock { state in
      guard state.viewers.values.contains(where: { state.getsPictures($0) }),
        abs(frame.time - state.lastPicture) >= Self.pictureInterval - 0.001
      else { return }
      state.lastPicture = frame.time
      state.pending = frame
    }
  }

  private func change(to content: Content?) {
    state.withLock { state in
      state.content = content
      state.generation += 1
      (state.backlog, state.pending, state.offset) = (LiveBacklog(), nil, 0)
      state.lastPicture = -.infinity
      guard case .pictures(let reason) = content else { return }
      for viewer in state.viewers.values { viewer.take(.instead(reason)) }
    }
  }

  // MARK: The viewers' side

  /// Whether somebody looks.
  public var isWatched: Bool { state.withLock { !$0.viewers.isEmpty } }

  /// Looks from now on, beginning with the newest picture from which a player can begin.
  ///
  /// - Parameters:
  ///   - asPictures: Whether single pictures are wanted in place of video.
  ///   - take: Gets all pieces in their order, one at a time, on any thread. It must not wait, nor ask anything of this camera.
  /// - Returns: what has to be held for as long as pieces are wanted.
  public func watch(asPictures: Bool, _ take: @escaping @Sendable (LivePiece) -> Void) -> LiveWatch {
    let key = state.withLock { state in
      let key = state.nextViewer
      state.nextViewer += 1
      state.viewers[key] = Viewer(wantsPictures: asPictures, take: take)
      if let reason = state.refusal {
        take(.instead(reason))
      } else if !asPictures {
        for piece in state.backlog.pieces { take(piece) }
      }
      if state.worker == nil { state.worker = start() }
      return key
    }
    return LiveWatch { [weak self] in self?.leave(key) }
  }

  private func leave(_ key: Int) {
    state.withLock { state in
      state.viewers[key] = nil
      guard state.viewers.isEmpty else { return }
      state.worker?.stop()
      (state.worker, state.backlog, state.pending) = (nil, LiveBacklog(), nil)
    }
  }

  // MARK: The thread that works while somebody looks

  private func start() -> StopSignal {
    let stop = StopSignal()
    OwnThread.start("vigil live") { [weak self] in
      var fragments: (of: Int, RingFragments)?
      while !stop.isStopped {
        self?.work(&fragments, stop)
        stop.pause(seconds: Self.round)
      }
    }
    return stop
  }

  private func work(_ fragments: inout (of: Int, RingFragments)?, _ stop: StopSignal) {
    let (generation, frame, offset, ring) = state.withLock { state in
      let isWanted = state.viewers.values.contains { !state.getsPictures($0) }
      let ring: PacketRing? = if case .packets(let ring) = state.content, isWanted { ring } else { nil }
      return (state.generation, state.pending.take(), state.offset, ring)
    }
    if let frame, let jpeg = try? Thumbnail.jpeg(frame, width: Self.pictureWidth) {
      let picture = LivePicture(time: frame.time + offset, date: frame.date ?? Date(), jpeg: jpeg)
      deliver([.picture(picture)], generation, stop)
    }
    guard let ring else {
      fragments = nil
      return
    }
    if fragments?.of != generation { fragments = (generation, RingFragments(ring)) }
    do throws(MediaError) {
      if let refusal = ring.status.refusal { throw MediaError(.unsupportedSource, refusal) }
      deliver(try fragments?.1.next() ?? [], generation, stop)
    } catch {
      deliver([.instead(error.message)], generation, stop)
    }
  }

  private func deliver(_ pieces: [LivePiece], _ generation: Int, _ stop: StopSignal) {
    guard !pieces.isEmpty else { return }
    state.withLock { state in
      // What was read before a change, or for those who have left, is of no use.
      guard state.generation == generation, !stop.isStopped else { return }
      for piece in pieces {
        let piece = state.timelines.numbered(piece, generation: generation)
        let before = state.viewers.values.filter { !state.getsPictures($0) }
        state.backlog.add(piece)
        switch piece {
        case .picture:
          for viewer in state.viewers.values where state.getsPictures(viewer) { viewer.take(piece) }
        case .instead:
          for viewer in state.viewers.values { viewer.take(piece) }
        case .beginning, .fragment: for viewer in before { viewer.take(piece) }
        }
      }
    }
  }
}

/// Somebody who looks at a camera, until it is released or ended.
public final class LiveWatch: Sendable {
  private let leave: @Sendable () -> Void
  private let hasEnded = Atomic(false)

  init(_ leave: @escaping @Sendable () -> Void) { self.leave = leave }

  deinit { end() }

  /// Looks no longer: nothing is delivered after this.
  public func end() {
    if !hasEnded.exchange(true, ordering: .acquiringAndReleasing) { leave() }
  }
}
