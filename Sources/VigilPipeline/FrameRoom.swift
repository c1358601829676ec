import VigilCore

/// Buffers a few frames between the decoding task and the viewing task.
///
/// A recorded source waits until there is room; a live one carries on, and the oldest frame is dropped.
actor FrameRoom {
  /// The maximum number of buffered frames.
  static let capacity = 4

  private let keepsNewest: Bool
  private var frames: [Frame] = []
  private var isFinished = false
  private var taker: CheckedContinuation<Void, Never>?
  private var giver: CheckedContinuation<Void, Never>?

  init(keepsNewest: Bool) {
    self.keepsNewest = keepsNewest
  }

  /// Puts in a frame; returns how many frames were dropped for it.
  func put(_ frame: Frame) async -> Int {
    while !keepsNewest, frames.count >= Self.capacity, !isFinished {
      await withCheckedContinuation { giver = $0 }
    }
    guard !isFinished else { return 1 }
    frames.append(frame)
    let dropped = max(0, frames.count - Self.capacity)
    frames.removeFirst(dropped)
    resume(&taker)
    return dropped
  }

  /// Waits for the next frame; nil after `finish()`, once the buffer is empty.
  func take() async -> Frame? {
    while frames.isEmpty, !isFinished {
      await withCheckedContinuation { taker = $0 }
    }
    guard !frames.isEmpty else { return nil }
    resume(&giver)
    return frames.removeFirst()
  }

  /// Signals that no more frames come; buffered ones can still be taken.
  func finish() {
    isFinished = true
    resume(&taker)
    resume(&giver)
  }

  private func resume(_ waiting: inout CheckedContinuation<Void, Never>?) {
    let continuation = waiting
    waiting = nil
    continuation?.resume()
  }
}
