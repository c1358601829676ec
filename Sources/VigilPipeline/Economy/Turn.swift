import VigilCore
import VigilPreprocessing

/// A snippet's turn at the networks, for a run that has to share them.
struct Turn {
  private let seat: EconomySeat?
  private var hasBegun = false

  init(seat: EconomySeat?) { self.seat = seat }

  /// Waits for it, once; true if the snippet has become late and gave way to the newest, about which is to be decided anew.
  mutating func begin(
    with waiting: inout WaitingSnippet, from mailbox: SnippetMailbox, counting counts: inout PipelineCounts,
    at now: () -> Double
  ) async throws -> Bool {
    guard let seat, !hasBegun else { return false }
    try await seat.takeTurn()
    hasBegun = true
    let position = waiting.snippet.position
    guard let arrival = waiting.snippet.arrival,
      now() - arrival > position.end - position.start + seat.lateness,
      let newer = await mailbox.takeNewer()
    else { return false }
    waiting = newer.snippet
    counts.droppedSnippets = newer.droppedSnippets
    return true
  }

  mutating func end() {
    if hasBegun { seat?.endTurn() }
    hasBegun = false
  }
}
