public import VigilCore
import VigilDetection
public import VigilPipeline
import VigilReport

/// Passes one line of JSON for everything that happens to a function: `start`, `snippet`, `event-began`, `event`, `lost`,
/// `gap`, `end`.
public struct JSONLinesSink: DetectionSink {
  /// The name in messages.
  public let name = "JSON lines"
  private let write: (String) throws -> Void
  /// Whether events are found as they happen; those of offline scores are all found at the end.
  private let isOnline: Bool

  /// Writes the first line, which is about the run.
  ///
  /// - Parameter write: receives lines without line breaks.
  public init(_ provenance: Provenance, write: @escaping (String) throws -> Void) throws {
    self.write = write
    isOnline = provenance.detection.mode == .online
    try write(JSONLine.start(provenance))
  }

  /// Handles an update.
  public func take(_ update: DetectionUpdate) async throws {
    switch update.content {
    case .extracted, .compared: break
    case .scored(let score): try write(JSONLine.snippet(score))
    case .event(let update):
      switch update.phase {
      case .began: if isOnline { try write(JSONLine.eventBegan(update)) }
      case .ended: try write(JSONLine.event(update))
      case .changed, .suppressed: break
      }
    case .lost(let loss): try write(JSONLine.lost(loss))
    case .gap(let gap): try write(JSONLine.gap(gap))
    }
  }

  /// Writes the last line.
  public func finish(_ outcome: RunOutcome) async throws {
    try write(JSONLine.end(outcome))
  }
}
