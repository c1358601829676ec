public import VigilCore
import VigilDetection
public import VigilPipeline

/// Tells in a few lines how a run went, once its results are in place.
public struct SummarySink: DetectionSink {
  /// The name in messages.
  public let name = "summary"
  private let output: String?
  private var comparison: ModeComparison?
  private let write: (String) -> Void
  private var counts = PipelineCounts()
  private var events = 0

  /// Begins without an output.
  ///
  /// - Parameters:
  ///   - output: The folder of the results, for the last line; nil for none.
  ///   - comparison: Gathers the scores of both modes; nil if only one is computed.
  ///   - write: Receives lines without line breaks.
  public init(output: String?, comparison: ModeComparison?, write: @escaping (String) -> Void) {
    self.output = output
    self.comparison = comparison
    self.write = write
  }

  /// Counts what happens.
  public mutating func take(_ update: DetectionUpdate) async throws {
    counts = update.counts
    comparison?.note(update)
    if case .event(let event) = update.content, event.phase == .ended { events += 1 }
  }

  /// Writes the lines.
  public mutating func finish(_ outcome: RunOutcome) async throws {
    var line = "\(counts.snippets) snippets, \(outcome.frames) frames, \(events) events"
    if let rate = outcome.framesPerSecond { line += ", \(NumberText.fixed(rate, decimals: 1)) frames/s" }
    if let full = outcome.snippetsWithAllCrops { line += ", \(full) snippets with all crops" }
    if outcome.droppedFrames > 0 { line += ", \(outcome.droppedFrames) frames dropped" }
    if counts.gaps > 0 { line += ", \(counts.gaps) interruptions" }
    write(line)
    if let comparison = comparison?.line { write(comparison) }
    guard let output else { return }
    let isEmpty = counts.snippets == 0 && outcome.ending == .interrupted
    write(isEmpty ? "nothing was scored; \(output) is as it was" : "results in \(output)")
  }
}
