import Dispatch
import Synchronization
import VigilCore

/// Passes elements from the decoding thread to the reading task, buffering few.
///
/// One thread sends, one task receives.
package final class FrameChannel: Sendable {
  private struct State {
    var elements: [SourceElement] = []
    var frames = 0
    var receiver: CheckedContinuation<Void, Never>?
    var senderWaits = false
    var failure: (any Error)?
    var isFinished = false
    var keepsNewest: Bool
    var isRead = false
  }

  private let state: Mutex<State>
  private let room = DispatchSemaphore(value: 0)
  private let capacity: Int
  /// Tells the sender that nobody is reading any more.
  let stop = StopSignal()

  /// Makes a channel for `capacity` frames that makes the sender wait, or keeps the newest.
  package init(capacity: Int, keepsNewest: Bool) {
    self.capacity = max(1, capacity)
    state = Mutex(State(keepsNewest: keepsNewest))
  }

  /// Decides what happens when the channel is full, once the source is open and nothing was sent.
  func keepNewest(_ keepsNewest: Bool) { state.withLock { $0.keepsNewest = keepsNewest } }

  /// Tells the sender that somebody reads.
  package func expectReader() { state.withLock { $0.isRead = true } }

  /// Whether somebody reads, or has.
  var isRead: Bool { state.withLock { $0.isRead } }

  /// Whether the sender is held up because the channel is full.
  package var senderWaits: Bool { state.withLock { $0.senderWaits } }

  /// Adds an element, blocking while the channel is full unless it keeps the newest.
  ///
  /// - Returns: how many frames were dropped for it.
  package func send(_ element: SourceElement) -> Int {
    while !stop.isStopped {
      let (sent, dropped, receiver) = state.withLock {
        state -> (Bool, Int, CheckedContinuation<Void, Never>?) in
        guard state.frames < capacity || state.keepsNewest else {
          state.senderWaits = true
          return (false, 0, nil)
        }
        Self.append(element, to: &state.elements)
        if case .frame = element { state.frames += 1 }
        var dropped = 0
        while state.frames > capacity {
          Self.dropOldestFrame(&state)
          dropped += 1
        }
        return (true, dropped, state.receiver.take())
      }
      receiver?.resume()
      if sent { return dropped }
      room.wait()
    }
    return 0
  }

  /// Signals that no more elements come.
  package func finish(throwing failure: (any Error)? = nil) {
    let receiver = state.withLock { state in
      state.isFinished = true
      state.failure = failure
      return state.receiver.take()
    }
    receiver?.resume()
  }

  /// The next element, or nil after the last.
  package func next() async throws -> SourceElement? {
    try await withTaskCancellationHandler {
      while true {
        try Task.checkCancellation()
        switch try take() {
        case .element(let element): return element
        case .end: return nil
        case .nothingYet: await filled()
        }
      }
    } onCancel: {
      close()
    }
  }

  /// Ends both sides.
  package func close() {
    stop.stop()
    room.signal()
    state.withLock { $0.receiver.take() }?.resume()
  }

  private enum Taken {
    case element(SourceElement)
    case end
    case nothingYet
  }

  private func take() throws -> Taken {
    let (taken, failure) = state.withLock { state -> (Taken, (any Error)?) in
      if !state.elements.isEmpty {
        let element = state.elements.removeFirst()
        if case .frame = element { state.frames -= 1 }
        if state.senderWaits {
          state.senderWaits = false
          room.signal()
        }
        return (.element(element), nil)
      }
      guard state.isFinished else { return (.nothingYet, nil) }
      return (.end, state.failure.take())
    }
    if let failure { throw failure }
    // Closed from elsewhere: there is nothing to wait for.
    if case .nothingYet = taken, stop.isStopped { throw CancellationError() }
    return taken
  }

  private func filled() async {
    await withCheckedContinuation { continuation in
      let isFilled = state.withLock { state in
        if !state.elements.isEmpty || state.isFinished || stop.isStopped { return true }
        state.receiver = continuation
        return false
      }
      if isFilled { continuation.resume() }
    }
  }

  /// Drops the oldest frame; losses and gaps stay, and those that become neighbours are merged.
  private static func dropOldestFrame(_ state: inout State) {
    guard let index = state.elements.firstIndex(where: \.isFrame) else { return }
    let later = state.elements[(index + 1)...]
    state.elements.removeSubrange(index...)
    for element in later { append(element, to: &state.elements) }
    state.frames -= 1
  }

  /// Appends an element; losses and gaps without a frame between them are merged.
  private static func append(_ element: SourceElement, to elements: inout [SourceElement]) {
    switch (element, elements.last) {
    case (.lost, .lost?): elements.removeLast()
    case (.gap(let later), .gap(let earlier)?):
      elements.removeLast()
      return elements.append(.gap(earlier.joined(with: later)))
    case (.gap(let later), .lost?):
      guard case .gap(let earlier)? = elements.dropLast().last else { break }
      elements.removeLast(2)
      return elements.append(.gap(earlier.joined(with: later)))
    default: break
    }
    elements.append(element)
  }
}

extension SourceElement {
  fileprivate var isFrame: Bool { if case .frame = self { true } else { false } }
}
