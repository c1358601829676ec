import Dispatch
import Foundation
import Synchronization
import VigilCore
import VigilMedia

/// The events of a camera that are being recorded, and the loop that writes their clips.
final class EventRecording: Sendable {
  /// What is known of an event.
  private struct Request {
    var id: UUID
    var start: Double
    /// Until when it lasts at least.
    var lasting: Double
    /// Where it ended; nil while it goes on.
    var end: Double?
    /// Until when its packets are waited for.
    var deadline: Double?
    var deliver: (@Sendable (FinishedClip) -> Void)?
  }

  private struct State {
    /// In the order of their beginnings.
    var requests: [Request] = []
    /// Whether the newest event had no room.
    var isCrowded = false
    var isStopped = false
    var hasEnded = false
    var stopped: [@Sendable () -> Void] = []
  }

  private let source: EventClip.Source
  private let state = Mutex(State())
  private let wakeUp = DispatchSemaphore(value: 0)
  /// Seconds between two looks at the ring while an event lasts.
  private static let interval = 0.25

  init(_ source: EventClip.Source) { self.source = source }

  func begin(_ id: UUID, start: Double) {
    let (isTaken, isAgain) = state.withLock { state in
      guard !state.isStopped, !state.requests.contains(where: { $0.id == id }) else { return (true, false) }
      let wasCrowded = state.isCrowded
      state.isCrowded = state.requests.count >= source.options.mostEvents
      if !state.isCrowded { state.requests.append(Request(id: id, start: start, lasting: start)) }
      return (!state.isCrowded, wasCrowded && !state.isCrowded)
    }
    if isAgain { source.report(.uncrowded(camera: source.camera)) }
    guard isTaken else {
      source.report(.crowded(camera: source.camera, event: id, clips: source.options.mostEvents))
      return
    }
    wakeUp.signal()
  }

  func extend(_ id: UUID, end: Double) {
    state.withLock { state in
      guard let place = state.requests.firstIndex(where: { $0.id == id }) else { return }
      state.requests[place].lasting = max(state.requests[place].lasting, end)
    }
  }

  func finish(_ id: UUID, end: Double, deliver: @escaping @Sendable (FinishedClip) -> Void) {
    let last = end + source.options.after
    let due = source.ring.origin.map { $0 + last } ?? source.clocks.now() + source.options.after
    let deadline = due + source.options.patience
    let isKnown = state.withLock { state in
      guard let place = state.requests.firstIndex(where: { $0.id == id && $0.deliver == nil }) else {
        return false
      }
      state.requests[place].end = end
      state.requests[place].deadline = deadline
      state.requests[place].deliver = deliver
      return true
    }
    guard isKnown else {
      let error = RecordingError(.noPictures, "no clip of this event of \(source.camera) was begun")
      deliver(FinishedClip(event: id, error: error))
      return
    }
    wakeUp.signal()
  }

  /// Ends the loop once all clips are finished.
  func stop(_ done: @escaping @Sendable () -> Void) {
    let hasEnded = state.withLock { state in
      state.isStopped = true
      if !state.hasEnded { state.stopped.append(done) }
      return state.hasEnded
    }
    if hasEnded { done() } else { wakeUp.signal() }
  }

  /// Writes until it is stopped.
  func run() {
    var clips: [UUID: EventClip] = [:]
    while true {
      let (requests, isStopped) = state.withLock { ($0.requests, $0.isStopped) }
      for request in requests {
        let clip = clips[request.id] ?? EventClip(source, event: request.id, start: request.start)
        clips[request.id] = clip
        guard write(clip, request, isStopped: isStopped) else { continue }
        clips[request.id] = nil
      }
      let done = state.withLock { state -> (listeners: [@Sendable () -> Void], wasCrowded: Bool)? in
        guard state.isStopped, state.requests.isEmpty else { return nil }
        state.hasEnded = true
        return (state.stopped, state.isCrowded)
      }
      if let done {
        if done.wasCrowded { source.report(.uncrowded(camera: source.camera)) }
        for body in done.listeners { body() }
        return
      }
      if clips.isEmpty { wakeUp.wait() } else { _ = wakeUp.wait(timeout: .now() + Self.interval) }
    }
  }

  /// Writes what there is of a clip, and delivers it when it is over; true then.
  private func write(_ clip: EventClip, _ request: Request, isStopped: Bool) -> Bool {
    let last = request.end.map { $0 + source.options.after }
    // While it goes on it is written as far as the ring reaches.
    let isWhole = clip.write(to: last)
    let isLate = request.deadline.map { source.clocks.now() >= $0 } ?? false
    guard isStopped || request.end != nil && (isWhole || isLate) else { return false }
    let finished = clip.finish(to: last ?? request.lasting + source.options.after)
    // It may have ended meanwhile.
    let deliver = state.withLock { state in
      let place = state.requests.firstIndex { $0.id == request.id }
      return place.flatMap { state.requests.remove(at: $0).deliver }
    }
    deliver?(finished)
    return true
  }
}
