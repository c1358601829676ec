import VigilCore
import VigilPreprocessing

/// A whole snippet on its way from decoding to inference, with what was lost before it.
struct SnippetArrival: Sendable {
  var position: SnippetPosition
  var prepared: PreparedSnippet
  /// Interruptions of the source since the last delivered snippet.
  var gaps: [SourceGap] = []
  /// Whole snippets that this one replaced because inference was busy.
  var droppedSnippets = 0
}

/// Holds one snippet between the task that decodes and the task that infers.
///
/// A recorded source waits until its snippet is taken, so that no more than two exist: the one in inference and the
/// one being decoded meanwhile. A live one carries on and replaces the waiting snippet: the newest is worth
/// more than the one before it.
actor SnippetMailbox {
  private let keepsNewest: Bool
  private var held: SnippetArrival?
  private var isFinished = false
  private var taker: CheckedContinuation<Void, Never>?
  private var giver: CheckedContinuation<Void, Never>?

  /// The maximum number of snippets at once: the one in inference, the one being decoded, and for a live source the one
  /// that waits.
  static func mostSnippets(keepsNewest: Bool) -> Int { keepsNewest ? 3 : 2 }

  init(keepsNewest: Bool) {
    self.keepsNewest = keepsNewest
  }

  /// Puts in a snippet, and waits until it is taken if the source is recorded; false once nobody will take it.
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

  /// Waits for the next snippet; nil after `finish()`, once the mailbox is empty.
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

  /// Signals that no more snippets come; a waiting one can still be taken.
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
