import Logging
import VigilCore
import VigilDetection
import VigilMedia
import VigilPipeline
import VigilReport
import VigilSinks

/// Shows a run on the terminal while it goes on: progress, events, and the log.
struct ProgressSink: DetectionSink {
  let name = "terminal"
  private let source: MediaSource
  private let log: Logger
  private let isJSON: Bool
  private var progress: ProgressLine
  private var lastScore: Float?

  /// Begins the progress line; JSON lines on standard output take its place.
  init(_ source: MediaSource, frames: Int?, json: Bool, log: Logger) {
    self.source = source
    self.log = log
    isJSON = json
    let clock = ContinuousClock()
    let began = clock.now
    progress = ProgressLine(
      "Scoring", total: frames, screen: json ? nil : .standardError(write: Console.terminal)
    ) { clock.now - began }
  }

  mutating func take(_ update: DetectionUpdate) async throws {
    switch update.content {
    case .extracted(let position):
      progress.update(done: update.counts.scoredFrames, score: lastScore)
      log.debug("snippet extracted", metadata: ["snippet": "\(position.index)"])
    case .scored(let score):
      lastScore = score.score
      log.debug(
        "snippet scored",
        metadata: ["snippet": "\(score.position.index)", "score": "\(score.score)"])
    case .compared: break
    case .event(let update): show(update.event, phase: update.phase)
    case .lost(let loss):
      log.warning(
        "the source is lost",
        metadata: ["at": "\(loss.time)", "reason": "\(loss.reason.rawValue)", "why": "\(loss.message)"])
    case .gap(let gap):
      log.warning(
        "the source is back",
        metadata: ["start": "\(gap.start)", "end": "\(gap.end)", "reason": "\(gap.reason.rawValue)"])
    }
  }

  private mutating func show(_ event: AnomalyEvent, phase: EventUpdate.Phase) {
    switch phase {
    case .began where event.part == 0:
      log.notice("alarm", metadata: ["start": "\(event.start)", "score": "\(event.peakScore)"])
    case .began, .changed, .suppressed: break
    case .ended where !isJSON:
      progress.note(Self.line(event))
      if !Console.errorIsTerminal || !Console.outputIsTerminal { Console.result(Self.line(event)) }
    case .ended: break
    }
  }

  mutating func finish(_ outcome: RunOutcome) async throws {
    progress.finish()
    let status = source.status
    if status.isTruncated {
      log.warning("\(source.name) ends earlier than its container says; it may be truncated")
    }
    if status.undecodableFrames > 0 {
      log.warning("some data could not be decoded", metadata: ["packets": "\(status.undecodableFrames)"])
    }
  }

  mutating func discard() async { progress.finish() }

  private static func line(_ event: AnomalyEvent) -> String {
    func seconds(_ time: Double) -> String { NumberText.fixed(time, decimals: 2) + " s" }
    let peak = NumberText.fixed(Double(event.peakScore), decimals: 3)
    return
      "event \(seconds(event.start)) to \(seconds(event.end)), peak \(peak) at \(seconds(event.peakTime))"
  }
}
