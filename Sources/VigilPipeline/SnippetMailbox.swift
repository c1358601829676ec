import VigilCore
import VigilPreprocessing

/// A whole snippet on its way from decoding to inference, with what was lost before it.
struct SnippetArrival: Sendable {
  var position: SnippetPosition
  var prepared: PreparedSnippet
  /// Interruptions of the source since the last snippet that was delivered.
  var gaps: [SourceGap] = []
  /// Whole snippets that gave way to this one because inference was busy.
  var droppedSnippets = 0
}

/// Room for one snippet between the task that decodes and the task that infers.
///
/// A recorded source waits until its snippet is taken, so that no more than two exist: the one in inference and the
/// one that is decoded meanwhile. A live one goes on and replaces what waits there: the newest whole snippet is worth
/// more than the one before it.
actor SnippetMailbox {
  private let keepsNewest: Bool
  private var held: SnippetArrival?
  private var isFinished = false
  private var taker: CheckedContinuation<Void, Never>?
  private var giver: CheckedContinuation<Void, Never>?

  /// The most snippets that exist at once: the one in inference, the one that is decoded, and of a live source the one
  /// that waits.
  static func mostSnippets(keepsNewest: Bool) -> Int { keepsNewest ? 3 : 2 }

  init(keepsNewest: Bool) {
    self.keepsNewest = keepsNewest
  }

  /// Leaves a snippet, and waits until it is taken if the source is recorded; false when nobody will take it any more.
  func put(_ arrival: SnippetArrival) async -> Bool {
    var arrival = arrival
    if let displaced = held, keepsNewest {
      arrival.gaps = displaced.gaps + arrival.gaps
      arrival.droppedSnippets += displaced.droppedSnippets + 1
    }
    guard !isFinished else { return false }
    held = arrival
    resume(&taker)
    while !keepsNewest, held != nil, !isFinished {
      await withCheckedContinuation { giver = $0 }
    }
    return !isFinished
  }

  /// Waits for the next snippet; nil after `finish()`, once the room is empty.
  func take() async -> SnippetArrival? {
    while held == nil, !isFinished {
      await withCheckedContinuation { taker = $0 }
    }
    defer {
      held = nil
      resume(&giver)
    }
    return held
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
