import VigilCore
import VigilPipeline

/// The totals of a run, or of a part of it, from its updates.
struct RunTally {
  private let hasCascade: Bool
  private let clocks: Clocks
  private let began: Double
  /// The totals when the part began.
  private let base: PipelineCounts
  /// When the first and the newest snippet were extracted, and the frames that were scored by then.
  private var first: (frames: Int, time: Double)?
  private var last: (frames: Int, time: Double)?
  private var secondsToFirstScore: Double?
  /// The totals of the run so far.
  private(set) var counts: PipelineCounts
  /// How many snippets were scored.
  private(set) var scores = 0

  /// Begins now.
  init(hasCascade: Bool, clocks: Clocks, base: PipelineCounts = PipelineCounts()) {
    self.hasCascade = hasCascade
    self.clocks = clocks
    self.base = base
    counts = base
    began = clocks.now()
  }

  mutating func note(_ update: DetectionUpdate) {
    counts = update.counts
    switch update.content {
    case .extracted:
      last = (counts.scoredFrames, clocks.now())
      if first == nil { first = last }
    case .scored:
      // Only the first score of a run says how long its start took.
      if scores == 0, base.snippets == 0 { secondsToFirstScore = ProcessUsage.age() }
      scores += 1
    case .compared, .event, .lost, .gap: break
    }
  }

  /// How it went until now, by the totals of the run.
  func outcome(_ counts: PipelineCounts, ending: RunOutcome.Ending) -> RunOutcome {
    func since(_ count: KeyPath<PipelineCounts, Int>) -> Int { counts[keyPath: count] - base[keyPath: count] }
    var outcome = RunOutcome(
      frames: since(\.scoredFrames),
      droppedFrames: since(\.skippedFrames) + since(\.droppedFrames)
        + since(\.droppedSnippets) * SnippetPosition.framesPerSnippet,
      elapsed: clocks.now() - began, ending: ending)
    outcome.steadyFramesPerSecond = steadyRate
    outcome.secondsToFirstScore = secondsToFirstScore
    outcome.peakResidentBytes = ProcessUsage.now().peakBytes.map { Int($0) }
    if hasCascade { outcome.snippetsWithAllCrops = since(\.snippetsWithAllCrops) }
    return outcome
  }

  /// Frames per second after the first snippet, so that start-up does not count; nil before the second one.
  private var steadyRate: Double? {
    guard let first, let last, last.frames > first.frames, last.time > first.time else { return nil }
    return Double(last.frames - first.frames) / (last.time - first.time)
  }
}
