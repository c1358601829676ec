import VigilCore
import VigilPreprocessing

/// Room for one snippet between the task that decodes and the task that infers.
///
/// A recorded source waits until its snippet is taken, so that no more than two exist: the one in inference and the
/// one that is decoded meanwhile. A live one goes on and replaces what waits there: the newest whole snippet is worth
/// more than the one before it.
///
/// Losses and gaps of the source are handed over in order with the snippets. They never wait, and where no snippet is left
/// between them gaps become one, so that a camera that flaps fills no memory.
actor SnippetMailbox {
  /// What is handed over, with what the decoding side had counted by then.
  struct Delivery: Sendable {
    enum Content: Sendable {
      case snippet(SnippetAssembler.Snippet)
      case interruption(SourceInterruption)
    }
    var content: Content
    var counts: DecodingCounts
  }

  private typealias Notice = (interruption: SourceInterruption, counts: DecodingCounts)

  private let keepsNewest: Bool
  /// What happened before the snippet that waits, and after it.
  private var (before, after): ([Notice], [Notice]) = ([], [])
  private var held: (snippet: SnippetAssembler.Snippet, counts: DecodingCounts)?
  private var droppedSnippets = 0
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
  func put(_ snippet: SnippetAssembler.Snippet, _ counts: DecodingCounts) async -> Bool {
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

  /// Leaves the word that the source was lost or is back.
  func put(_ interruption: SourceInterruption, _ counts: DecodingCounts) {
    guard !isFinished else { return }
    if held == nil {
      Self.append((interruption, counts), to: &before)
    } else {
      Self.append((interruption, counts), to: &after)
    }
    resume(&taker)
  }

  /// Waits for what comes next; nil after `finish()`, once the room is empty.
  func take() async -> Delivery? {
    while before.isEmpty, held == nil, !isFinished {
      await withCheckedContinuation { taker = $0 }
    }
    if !before.isEmpty {
      let notice = before.removeFirst()
      return delivery(.interruption(notice.interruption), notice.counts)
    }
    guard let (snippet, counts) = held else { return nil }
    held = nil
    (before, after) = (after, [])
    resume(&giver)
    return delivery(.snippet(snippet), counts)
  }

  /// Says that nothing more will be left; what waits can still be taken.
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

  /// Appends a notice; losses and gaps between which no snippet is left become one.
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
