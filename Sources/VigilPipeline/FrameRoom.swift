import VigilCore

/// Room for a few frames between the task that decodes and the task that looks on.
///
/// A recorded source waits until there is room; a live one goes on, and the oldest frame gives way.
actor FrameRoom {
  /// The most frames that wait.
  static let capacity = 4

  private let keepsNewest: Bool
  private var frames: [Frame] = []
  private var isFinished = false
  private var taker: CheckedContinuation<Void, Never>?
  private var giver: CheckedContinuation<Void, Never>?

  init(keepsNewest: Bool) {
    self.keepsNewest = keepsNewest
  }

  /// Leaves a frame; gives how many frames will not be seen for it.
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

  /// Waits for the next frame; nil after `finish()`, once the room is empty.
  func take() async -> Frame? {
    while frames.isEmpty, !isFinished {
      await withCheckedContinuation { taker = $0 }
    }
    guard !frames.isEmpty else { return nil }
    resume(&giver)
    return frames.removeFirst()
  }

  /// Says that nothing more will be left; what waits can still be taken.
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
