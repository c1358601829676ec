import Foundation
import Logging
import VigilBenchmark
import VigilCore
import VigilDetection
import VigilMedia
import VigilPipeline
import VigilReport

/// Sends everything that a detection reports where the user wants it: folder, standard output, terminal.
final class DetectRecord {
  private let options: Detect
  private let log: Logger
  private let source: MediaSource
  private let clock = ContinuousClock()
  private let began: ContinuousClock.Instant
  private var results: ResultFolder?
  private var progress: ProgressLine
  private var pace = SteadyPace()
  private var comparison: ComparisonRecord?
  private var lastScore: Float?
  /// Scores of a recording by frame, for the annotated video.
  private(set) var frameScores = FrameScores()
  /// Events waiting for their pictures: those of an offline run, whose frames have passed.
  private let holdsEvents: Bool
  private var heldEvents: [AnomalyEvent] = []
  private var eventPictures: [Int: Data] = [:]
  /// The picture of the highest score of the open event.
  private var peakPicture: (score: Float, jpeg: Data)?
  /// Whether a cascade decided which snippets got all their crops.
  private let hasCascade: Bool
  private var eventCount = 0
  private var counts = PipelineCounts()
  private var scoredSnippets = 0
  private var secondsToFirstScore: Double?

  init(
    _ options: Detect, source: MediaSource, facts: SourceFacts?, provenance: Provenance, log: Logger
  ) throws {
    self.options = options
    self.source = source
    self.log = log
    let clock = clock
    let began = clock.now
    self.began = began
    results = try options.output.map { try ResultFolder(URL(filePath: $0), provenance: provenance) }
    comparison =
      options.compare
      ? ComparisonRecord(primary: provenance.detection.mode, threshold: provenance.rules.threshold) : nil
    holdsEvents = provenance.detection.mode == .offline
    hasCascade = provenance.detection.cascade != nil
    progress = ProgressLine(
      "Scoring", total: options.snippets == nil && options.loop.plays == 1 ? facts?.frameCountEstimate : nil,
      screen: options.json ? nil : .standardError(write: Console.terminal)
    ) { clock.now - began }
    if options.json { Console.result(JSONLine.start(provenance)) }
  }

  /// Handles the detection's updates, in order.
  func take(_ update: DetectionUpdate, pictures: RecentPictures?) async throws {
    switch update {
    case .extracted(let frames, let snippets, let snippetsWithAllCrops):
      counts.scoredFrames = frames
      counts.snippets = snippets
      counts.snippetsWithAllCrops = snippetsWithAllCrops
      pace.note(frames: frames, at: clock.now - began)
      progress.update(done: frames, score: lastScore)
      log.debug("snippet extracted", metadata: ["snippet": "\(snippets - 1)"])
    case .scored(let score):
      lastScore = score.score
      if scoredSnippets == 0 { secondsToFirstScore = ProcessUsage.age() }
      scoredSnippets += 1
      try results?.append(score)
      comparison?.add(score, isPrimary: true)
      if options.video, !source.isLive { frameScores.append(score) }
      if score.score > peakPicture?.score ?? -.infinity, let jpeg = pictures?.picture(of: score.position) {
        peakPicture = (score.score, jpeg)
      }
      if options.json { Console.result(JSONLine.snippet(score)) }
      log.debug(
        "snippet scored",
        metadata: ["snippet": "\(score.position.index)", "score": "\(score.score)"])
    case .compared(let score):
      comparison?.add(score, isPrimary: false)
    case .event(.began(let event)):
      log.notice("alarm", metadata: ["start": "\(event.start)", "score": "\(event.peakScore)"])
    case .event(.ended(let event)):
      eventCount += 1
      if holdsEvents {
        heldEvents.append(event)
      } else {
        let isCurrent = peakPicture?.score == event.peakScore
        try results?.append(event, thumbnail: isCurrent ? peakPicture?.jpeg : nil)
        peakPicture = nil
      }
      if options.json {
        Console.result(JSONLine.event(event))
      } else {
        progress.note(Self.line(event))
        if !Console.errorIsTerminal || !Console.outputIsTerminal { Console.result(Self.line(event)) }
      }
    case .gap(let gap):
      try results?.append(gap)
      if options.json { Console.result(JSONLine.gap(gap)) }
      log.warning(
        "the source was interrupted",
        metadata: ["start": "\(gap.start)", "end": "\(gap.end)", "reason": "\(gap.reason.rawValue)"])
    }
  }

  /// Takes pictures of the peaks of an offline run's events in a second pass.
  ///
  /// Pictures that cannot be made are left out: the scores are what was asked for.
  func addPictures(from source: MediaSource) async {
    guard results != nil, !heldEvents.isEmpty else { return }
    // The page shows the strongest only; more pictures would be wasted.
    let shown = heldEvents.sorted { $0.peakScore > $1.peakScore }.prefix(DetectionReport.mostEvents)
      .sorted { $0.peakTime < $1.peakTime }
    do {
      let frames = try await FrameGrabber.frames(
        at: shown.map { .time($0.peakTime) }, of: source, width: RecentPictures.width)
      for (event, frame) in zip(shown, frames) {
        eventPictures[event.peakSnippet] = Data(try Thumbnail.jpeg(frame))
      }
    } catch {
      log.warning("cannot take pictures of the events: \(error)")
    }
  }

  /// Ends a failed run: the scores so far become a complete result; a run without scores leaves no trace.
  func giveUp() throws {
    guard scoredSnippets > 0 else {
      progress.finish()
      if let folder = results.take() { folder.discard() }
      return
    }
    let counts = counts
    try finish(counts, ending: .failed)
  }

  /// Moves all files into place and prints a summary.
  func finish(_ counts: PipelineCounts, ending: RunOutcome.Ending) throws {
    progress.finish()
    let status = source.status
    var outcome = RunOutcome(
      frames: counts.scoredFrames,
      droppedFrames: status.droppedFrames + counts.droppedFrames
        + counts.droppedSnippets * SnippetPosition.framesPerSnippet,
      elapsed: Self.seconds(clock.now - began), ending: ending)
    outcome.steadyFramesPerSecond = pace.framesPerSecond
    outcome.secondsToFirstScore = secondsToFirstScore
    outcome.peakResidentBytes = ProcessUsage.now().peakBytes.map { Int($0) }
    if hasCascade { outcome.snippetsWithAllCrops = counts.snippetsWithAllCrops }
    if status.isTruncated {
      log.warning("\(source.name) ends earlier than its container says; it may be truncated")
    }
    if status.undecodableFrames > 0 {
      log.warning("some data could not be decoded", metadata: ["packets": "\(status.undecodableFrames)"])
    }
    for event in heldEvents { try results?.append(event, thumbnail: eventPictures[event.peakSnippet]) }
    if let comparison { results?.report.comparison = comparison.curve }
    let compared = comparison?.comparison?.line
    if let folder = results.take() { try folder.finish(outcome) }
    if options.json {
      Console.result(JSONLine.end(outcome))
    } else {
      summarize(counts, outcome, comparison: compared)
    }
  }

  private func summarize(_ counts: PipelineCounts, _ outcome: RunOutcome, comparison: String?) {
    var line = "\(counts.snippets) snippets, \(outcome.frames) frames, \(eventCount) events"
    if let rate = outcome.framesPerSecond { line += ", \(NumberText.fixed(rate, decimals: 1)) frames/s" }
    if let full = outcome.snippetsWithAllCrops { line += ", \(full) snippets with all crops" }
    if outcome.droppedFrames > 0 { line += ", \(outcome.droppedFrames) frames dropped" }
    if counts.gaps > 0 { line += ", \(counts.gaps) interruptions" }
    Console.result(line)
    if let comparison { Console.result(comparison) }
    if let output = options.output { Console.result("results in \(output)") }
  }

  private static func line(_ event: AnomalyEvent) -> String {
    func seconds(_ time: Double) -> String { NumberText.fixed(time, decimals: 2) + " s" }
    let peak = NumberText.fixed(Double(event.peakScore), decimals: 3)
    return
      "event \(seconds(event.start)) to \(seconds(event.end)), peak \(peak) at \(seconds(event.peakTime))"
  }

  private static func seconds(_ duration: Duration) -> Double { duration / .seconds(1) }
}
