import VigilCore

/// Holds one snippet between the task that decodes and the task that infers.
///
/// A recorded source waits until its snippet is taken, so that no more than two exist: the one in inference and the
/// one being decoded meanwhile. A live one carries on and replaces the waiting snippet: the newest is worth
/// more than the one before it.
///
/// Losses and gaps of the source are handed over in order with the snippets. They never wait, and those without a snippet
/// between them are merged, so that the memory of a flapping camera is bounded.
actor SnippetMailbox {
  /// What is handed over, with the totals of the decoding task.
  struct Delivery: Sendable {
    enum Content: Sendable {
      case snippet(WaitingSnippet)
      case interruption(SourceInterruption)
    }
    var content: Content
    var counts: DecodingCounts
  }

  private typealias Notice = (interruption: SourceInterruption, counts: DecodingCounts)

  private let keepsNewest: Bool
  /// Interruptions before and after the waiting snippet.
  private var (before, after): ([Notice], [Notice]) = ([], [])
  private var held: (snippet: WaitingSnippet, counts: DecodingCounts)?
  private var droppedSnippets = 0
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
  func put(_ snippet: WaitingSnippet, _ counts: DecodingCounts) async -> Bool {
    guard !isFinished else { return false }
    if held != nil {
      droppedSnippets += 1
      for notice in after { Self.append(notice, to: &before) }
      after = []
    }
    held = (snippet, counts)
    resume(&taker)
    while !keepsNewest, held != nil, !isFinished {
      await withCheckedContinuation { giver = $0 }
    }
    return !isFinished
  }

  /// Puts in an interruption of the source.
  func put(_ interruption: SourceInterruption, _ counts: DecodingCounts) {
    guard !isFinished else { return }
    if held == nil {
      Self.append((interruption, counts), to: &before)
    } else {
      Self.append((interruption, counts), to: &after)
    }
    resume(&taker)
  }

  /// Waits for the next delivery; nil after `finish()`, once the mailbox is empty.
  func take() async -> Delivery? {
    while before.isEmpty, held == nil, !isFinished {
      await withCheckedContinuation { taker = $0 }
    }
    if !before.isEmpty {
      let notice = before.removeFirst()
      return delivery(.interruption(notice.interruption), notice.counts)
    }
    guard let (snippet, counts) = takeHeld() else { return nil }
    return delivery(.snippet(snippet), counts)
  }

  /// The snippet that waits, in place of one that was taken before and gives way to it; nil if there is none that follows it.
  func takeNewer() -> (snippet: WaitingSnippet, droppedSnippets: Int)? {
    guard before.isEmpty, let held = takeHeld() else { return nil }
    droppedSnippets += 1
    return (held.snippet, droppedSnippets)
  }

  private func takeHeld() -> (snippet: WaitingSnippet, counts: DecodingCounts)? {
    guard let held else { return nil }
    self.held = nil
    (before, after) = (after, [])
    resume(&giver)
    return held
  }

  /// Signals that no more snippets come; a waiting one can still be taken.
  func finish() {
    isFinished = true
    resume(&taker)
    resume(&giver)
  }

  private func delivery(_ content: Delivery.Content, _ counts: DecodingCounts) -> Delivery {
    var counts = counts
    counts.droppedSnippets = droppedSnippets
    return Delivery(content: content, counts: counts)
  }

  /// Appends a notice; losses and gaps without a snippet between them are merged.
  private static func append(_ notice: Notice, to notices: inout [Notice]) {
    switch (notice.interruption, notices.last?.interruption) {
    case (.lost, .lost?): notices.removeLast()
    case (.gap(let later), .gap(let earlier)?):
      notices.removeLast()
      return notices.append((.gap(earlier.joined(with: later)), notice.counts))
    case (.gap(let later), .lost?):
      guard case .gap(let earlier)? = notices.dropLast().last?.interruption else { break }
      notices.removeLast(2)
      return notices.append((.gap(earlier.joined(with: later)), notice.counts))
    default: break
    }
    notices.append(notice)
  }

  private func resume(_ waiting: inout CheckedContinuation<Void, Never>?) {
    let continuation = waiting
    waiting = nil
    continuation?.resume()
  }
}
