import Foundation
import Synchronization
import VigilCore
import VigilMedia

/// A source that gives what a test says, when it says so.
final class ScriptedSource: FrameSource {
  private struct State {
    var elements: [SourceElement] = []
    var end: Result<Void, any Error>?
    var isCancelled = false
    var reader: CheckedContinuation<Void, Never>?
    var drained: [CheckedContinuation<Void, Never>] = []
    var nextFrame = 0
  }

  let isLive: Bool
  let name = "script"
  let clock: ManualClock
  private let state = Mutex(State())

  init(isLive: Bool = true, clock: ManualClock = ManualClock()) {
    self.isLive = isLive
    self.clock = clock
  }

  /// Gives frames of one brightness, sixteen a snippet and a snippet a second, each as it arrives by the clock.
  func give(snippets: Int, brightness: UInt8) {
    for _ in 0..<snippets * 16 { give(frameOf: brightness) }
  }

  /// Gives one frame.
  func give(frameOf brightness: UInt8) {
    give(pixels: [UInt8](repeating: brightness, count: 3 * 128 * 96))
  }

  /// Gives one frame of 128 x 96 pixels of RGB.
  ///
  /// - Parameter arrival: when it arrives, if not now.
  func give(pixels: [UInt8], arrival: Double? = nil) {
    let index = state.withLock { state in
      defer { state.nextFrame += 1 }
      return state.nextFrame
    }
    give(
      .frame(
        Frame(
          index: index, time: Double(index) / 16, date: isLive ? clock.date : nil,
          arrival: isLive ? arrival ?? clock.now : nil, width: 128, height: 96, pixels: pixels)))
  }

  /// Leaves numbers of frames out, as a source does whose reader is too slow.
  func skip(frames: Int) { state.withLock { $0.nextFrame += frames } }

  func give(_ element: SourceElement) {
    state.withLock { state in
      state.elements.append(element)
      return state.reader.take()
    }?.resume()
  }

  /// Loses the source after the frames that were given.
  func lose(_ reason: SourceGap.Reason = .connectionLost) {
    let frames = state.withLock { $0.nextFrame }
    give(.lost(SourceLoss(reason: reason, time: Double(frames - 1) / 16, date: clock.date, message: "gone")))
  }

  /// Has it back.
  func comeBack() {
    let frames = state.withLock { $0.nextFrame }
    give(
      .gap(
        SourceGap(
          start: Double(frames - 1) / 16, end: Double(frames) / 16, reason: .connectionLost,
          endDate: clock.date)))
  }

  /// Ends, or fails, once everything was read.
  func finish(throwing error: (any Error)? = nil) {
    state.withLock { state in
      state.end = error.map { .failure($0) } ?? .success(())
      return state.reader.take()
    }?.resume()
  }

  /// Waits until the reader has taken everything and asks for more.
  func drained() async {
    await withCheckedContinuation { continuation in
      let isDrained = state.withLock { state in
        if state.elements.isEmpty, state.reader != nil { return true }
        state.drained.append(continuation)
        return false
      }
      if isDrained { continuation.resume() }
    }
  }

  struct AsyncIterator: AsyncIteratorProtocol {
    let source: ScriptedSource

    mutating func next() async throws -> SourceElement? { try await source.next() }
  }

  func makeAsyncIterator() -> AsyncIterator { AsyncIterator(source: self) }

  private func next() async throws -> SourceElement? {
    try await withTaskCancellationHandler {
      while true {
        try Task.checkCancellation()
        if let element = state.withLock({ $0.elements.isEmpty ? nil : $0.elements.removeFirst() }) {
          return element
        }
        if let end = state.withLock({ $0.end }) {
          try end.get()
          return nil
        }
        await withCheckedContinuation { continuation in
          let (isDone, drained) = state.withLock { state -> (Bool, [CheckedContinuation<Void, Never>]) in
            if !state.elements.isEmpty || state.end != nil || state.isCancelled { return (true, []) }
            state.reader = continuation
            defer { state.drained = [] }
            return (false, state.drained)
          }
          for waiting in drained { waiting.resume() }
          if isDone { continuation.resume() }
        }
      }
    } onCancel: {
      state.withLock { state in
        state.isCancelled = true
        return state.reader.take()
      }?.resume()
    }
  }
}

/// Clocks that stand still until a test moves them.
final class ManualClock: Sendable {
  static let firstDate = Date(timeIntervalSinceReferenceDate: 800_000_000)

  private let time = Mutex(0.0)
  private let wallStep = Mutex(0.0)

  var now: Double { time.withLock { $0 } }
  var date: Date { Self.firstDate + now + wallStep.withLock { $0 } }
  var clocks: Clocks { Clocks(now: { self.now }, date: { self.date }) }

  func advance(seconds: Double) { time.withLock { $0 += seconds } }

  /// Sets the wall clock forward or back.
  func stepWallClock(seconds: Double) { wallStep.withLock { $0 += seconds } }
}
