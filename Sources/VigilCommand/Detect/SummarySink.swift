import VigilCore
import VigilDetection
import VigilPipeline
import VigilSinks

/// Prints how a run went once its results are in place.
struct SummarySink: DetectionSink {
  let name = "summary"
  private let output: String?
  private var comparison: ModeComparison?
  private var counts = PipelineCounts()
  private var events = 0

  /// - Parameters:
  ///   - output: The folder of the results.
  ///   - comparison: Gathers the scores of both modes.
  init(output: String?, comparison: ModeComparison?) {
    self.output = output
    self.comparison = comparison
  }

  mutating func take(_ update: DetectionUpdate) async throws {
    counts = update.counts
    comparison?.note(update)
    if case .event(let event) = update.content, event.phase == .ended { events += 1 }
  }

  mutating func finish(_ outcome: RunOutcome) async throws {
    var line = "\(counts.snippets) snippets, \(outcome.frames) frames, \(events) events"
    if let rate = outcome.framesPerSecond { line += ", \(NumberText.fixed(rate, decimals: 1)) frames/s" }
    if let full = outcome.snippetsWithAllCrops { line += ", \(full) snippets with all crops" }
    if outcome.droppedFrames > 0 { line += ", \(outcome.droppedFrames) frames dropped" }
    if counts.gaps > 0 { line += ", \(counts.gaps) interruptions" }
    Console.result(line)
    if let comparison = comparison?.line { Console.result(comparison) }
    if let output { Console.result("results in \(output)") }
  }
}
