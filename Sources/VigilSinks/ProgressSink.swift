public import Logging
public import VigilCore
import VigilDetection
public import VigilMedia
public import VigilPipeline
public import VigilReport

/// Shows a run while it goes on: its progress and events to a reader, everything else in the log.
public struct ProgressSink: DetectionSink {
  /// The name in messages.
  public let name = "terminal"
  private let source: String
  private let status: () -> SourceStatus
  private let log: Logger
  private let write: ((String) -> Void)?
  private var progress: ProgressLine
  private var lastScore: Float?
  private var lateReports = 0
  private var (isConnected, isStill) = (false, false)

  /// Pictures that do not change for so many seconds are worth a warning.
  public static let stillLimit = 60.0

  /// Shows nothing before the first update.
  ///
  /// - Parameters:
  ///   - progress: Advances with the frames that were scored; events that have ended are noted above it.
  ///   - source: What warnings call the source.
  ///   - status: How the source is read, asked for with every update and at the end.
  ///   - log: Receives alarms, losses of the source and, at the level `debug`, every snippet.
  ///   - write: Receives a line for each event that has ended; nil where the note above the progress is enough.
  public init(
    _ progress: ProgressLine, source: String, status: @escaping () -> SourceStatus, log: Logger,
    write: ((String) -> Void)?
  ) {
    self.progress = progress
    self.source = source
    self.status = status
    self.log = log
    self.write = write
  }

  /// Shows an update.
  public mutating func take(_ update: DetectionUpdate) async throws {
    tellOfSource()
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

  /// Tells what has changed about a live source.
  private mutating func tellOfSource() {
    let status = status()
    if !isConnected, let facts = status.facts {
      isConnected = true
      let rate = facts.frameRate.map { "\(NumberText.trimmed($0, decimals: 2))" } ?? "unknown"
      if facts.isLive {
        log.notice(
          "connected",
          metadata: [
            "codec": "\(facts.codec)", "picture": "\(facts.width)x\(facts.height)", "frames/s": "\(rate)",
          ])
      }
    }
    if status.unchangedSeconds >= Self.stillLimit, !isStill {
      isStill = true
      log.warning(
        "the picture does not change: the camera may have frozen",
        metadata: ["seconds": "\(Int(status.unchangedSeconds))"])
    } else if status.unchangedSeconds < Self.stillLimit, isStill {
      isStill = false
      log.notice("the picture changes again")
    }
    warnOfLateness(status)
  }

  private mutating func warnOfLateness(_ status: SourceStatus) {
    guard status.lateReports > lateReports else { return }
    lateReports = status.lateReports
    log.warning(
      "the camera sends faster than this machine decodes: skipping to key frames",
      metadata: ["skipped frames": "\(status.lateFrames)"])
  }

  private mutating func show(_ event: AnomalyEvent, phase: EventUpdate.Phase) {
    switch phase {
    case .began where event.part == 0:
      log.notice("alarm", metadata: ["start": "\(event.start)", "score": "\(event.peakScore)"])
    case .began:
      log.notice(
        "the event continues after its maximum length",
        metadata: ["start": "\(event.start)", "part": "\(event.part)"])
    case .changed, .suppressed: break
    case .ended:
      let line = Self.line(event)
      progress.note(line)
      write?(line)
    }
  }

  /// Leaves the progress as it is, and warns of what could not be read.
  public mutating func finish(_ outcome: RunOutcome) async throws {
    progress.finish()
    warnOfLateness(status())
    for sentence in status().faults.sentences(about: source) { log.warning("\(sentence)") }
  }

  /// Leaves the progress as it is.
  public mutating func discard() async { progress.finish() }

  private static func line(_ event: AnomalyEvent) -> String {
    func seconds(_ time: Double) -> String { NumberText.fixed(time, decimals: 2) + " s" }
    let peak = NumberText.fixed(Double(event.peakScore), decimals: 3)
    let part = event.part > 0 ? ", part \(event.part) of a longer event" : ""
    return
      "event \(seconds(event.start)) to \(seconds(event.end)), peak \(peak) at \(seconds(event.peakTime))\(part)"
  }
}
