public import Foundation
public import VigilCore
import VigilDetection
public import VigilPipeline
public import VigilReport

/// Writes result folders: one for a recording, or one after the other for a source without an end.
///
/// With a rotation, the folder holds parts (`ResultParts`), each a complete result once the next begins. Snippets, times and
/// identities of events go on from part to part. An event is in the part in which it ends. Parts that an earlier run left
/// unfinished are completed before a new part begins.
public final class ResultFolderSink: DetectionSink {
  /// How results are written.
  public struct Options {
    /// Whether the source is live: its snippets have dates, and what is found must survive a power cut.
    public var isLive = false
    /// The pictures of events.
    public var pictures = EventPictures.none
    /// How results are divided; nil writes one folder.
    public var rotation: ResultRotation?
    /// Clocks for the division and for durations.
    public var clocks = Clocks.machine
    /// A video of earlier scores, which is removed once there are new ones.
    public var outdatedVideo: URL?
    /// Ends the search for pictures of a recording's events once requested.
    public var stop = StopRequest()
    /// Receives the folder of each part as it begins.
    public var onPart: (URL) -> Void = { _ in }
    /// Receives sentences about things that went wrong without harm to the scores.
    public var warn: (String) -> Void = { _ in }

    /// The defaults.
    public init() {}
  }

  /// The name in messages.
  public let name = "results"
  /// A part that could not begin is tried again after so many seconds; until then its rows are lost.
  public static let retryInterval = 10.0
  /// After a run was interrupted, pictures of its events are searched for so many seconds.
  public static let pictureLimit = 3.0
  /// What was written for a live source is put on the disk at the latest after so many seconds.
  public static let syncInterval = 10.0

  private let folder: URL
  private let provenance: Provenance
  private let options: Options
  private var parts: ResultParts?
  private var results: ResultFolder?
  private var began: Date
  private var tally: RunTally
  /// The totals as of the newest score, which a part includes.
  private var scored = PipelineCounts()
  private var rows = 0
  private var hasScored = false
  private var synchronized: Double
  /// Why the part could not begin, and when.
  private var refusal: (error: ReportError, time: Double)?
  private var hasWarned = false
  private var peak = PeakPicture()
  private var newest: SnippetScore?
  /// The scores of the other mode, for the page.
  private var compared: ScoreCurve?
  /// Events that wait for pictures: those of a recording scored offline, whose frames have passed.
  private var held: [EventUpdate] = []

  /// Opens the files.
  ///
  /// - Throws: `ReportError` if the folder cannot be used.
  public init(_ folder: URL, provenance: Provenance, options: Options = Options()) throws(ReportError) {
    self.folder = folder
    self.provenance = provenance
    self.options = options
    if options.rotation != nil { parts = try ResultParts(folder) }
    (began, synchronized) = (options.clocks.date(), options.clocks.now())
    tally = RunTally(hasCascade: provenance.detection.cascade != nil, clocks: options.clocks)
    do throws(ReportError) {
      try open()
    } catch {
      // What watches a camera and is started again while the disk is full goes on watching.
      guard options.isLive, error.code == .diskFull else { throw error }
      options.warn("\(error); it is tried again")
    }
  }

  /// Handles an update.
  public func take(_ update: DetectionUpdate) async throws {
    var failure: (any Error)?
    if isPartOver(at: update) {
      // The next part can be written even if this one cannot be completed yet.
      do { try rotate() } catch { failure = error }
    }
    try write(update)
    if let failure { throw failure }
  }

  private func write(_ update: DetectionUpdate) throws {
    tally.note(update)
    switch update.content {
    case .extracted, .lost: return
    case .scored(let score):
      scored = update.counts
      // A snippet whose row cannot be written may still have the best picture.
      peak.note(score, from: options.pictures)
      newest = score
      try open()
      if rows == 0, parts != nil { results?.report.start = score.position.start }
      try results?.append(score)
      hasScored = true
    case .compared(let score):
      compared = compared ?? ScoreCurve()
      compared?.append(score)
      return
    case .event(let event):
      // The first snippet of a part may be its peak; it was scored before the part before was written.
      if event.phase == .began, event.event.part > 0, let newest {
        peak.note(newest, from: options.pictures)
      }
      guard event.phase == .ended else { return }
      guard provenance.detection.mode == .online else {
        held.append(event)
        return
      }
      try open()
      try results?.append(event, thumbnail: peak.picture(of: event.event))
      synchronized = -.infinity
    case .gap(let gap):
      try open()
      try results?.append(gap)
    }
    rows += 1
    try synchronize()
  }

  /// Completes the folder, with pictures of the events of a recording; a run that was interrupted before it scored anything
  /// leaves the folder as it was found.
  public func finish(_ outcome: RunOutcome) async throws {
    let isDivided = options.rotation != nil
    if outcome.ending == .interrupted, !hasScored, !isDivided || rows == 0 { return await discard() }
    let pictures = outcome.ending == .failed ? [:] : await heldPictures(outcome.ending)
    for event in held {
      try results?.append(event, thumbnail: pictures[event.event.peakSnippet])
    }
    if let compared {
      let mode: DetectionMode = provenance.detection.mode == .offline ? .online : .offline
      results?.report.comparison = DetectionReport.Comparison(name: mode.rawValue, curve: compared)
    }
    var part = outcome
    if isDivided {
      part = tally.outcome(tally.counts, ending: outcome.ending)
      part.faults = outcome.faults
    }
    // Others may use the folder once this is done.
    defer { parts = nil }
    guard let results = results.take() else { return }
    try results.finish(part)
    if let video = options.outdatedVideo { try? FileManager.default.removeItem(at: video) }
  }

  /// Removes what was written.
  public func discard() async {
    if let results = results.take() { results.discard() }
    if let parts = parts.take() { parts.discard() }
  }

  /// Opens the next part, if none is open.
  private func open() throws(ReportError) {
    guard results == nil else { return }
    let now = options.clocks.now()
    if let refusal, now - refusal.time < Self.retryInterval { throw refusal.error }
    do throws(ReportError) {
      try begin()
      refusal = nil
    } catch {
      refusal = (error, now)
      throw error
    }
  }

  private func begin() throws(ReportError) {
    var place = folder
    if let rotation = options.rotation {
      began = options.clocks.date()
      parts?.completeInterrupted { error in
        // Each part tries again; one line says it for all.
        if !hasWarned { options.warn("\(error); the part is completed later") }
        hasWarned = true
      }
      place = parts?.place(at: began) ?? folder
      results = try ResultFolder(place, provenance: provenance, hasDates: options.isLive)
      parts?.synchronize()
      if let keep = rotation.keep { parts?.removeOldest(keeping: keep, current: place) }
    } else {
      results = try ResultFolder(place, provenance: provenance, hasDates: options.isLive)
    }
    options.onPart(place)
  }

  /// Whether the next part begins with an update; the end of an event belongs to the snippets before.
  private func isPartOver(at update: DetectionUpdate) -> Bool {
    switch update.content {
    case .extracted, .scored, .gap: options.rotation?.isOver(began, at: options.clocks.date()) ?? false
    case .compared, .event, .lost: false
    }
  }

  /// Completes the part; the next one begins with its first row.
  private func rotate() throws {
    let outcome = tally.outcome(scored, ending: .continued)
    defer {
      tally = RunTally(
        hasCascade: provenance.detection.cascade != nil, clocks: options.clocks, base: scored)
      // A part that cannot be completed now is left to the next one.
      (began, rows) = (options.clocks.date(), 0)
    }
    guard let results = results.take() else { return }
    if rows > 0 { try results.finish(outcome) } else { results.discard() }
  }

  private func synchronize() throws(ReportError) {
    guard options.isLive || options.rotation != nil, options.clocks.now() - synchronized >= Self.syncInterval
    else {
      return
    }
    synchronized = options.clocks.now()
    try results?.synchronize()
  }

  /// Pictures that cannot be made are left out: the scores are what was asked for.
  private func heldPictures(_ ending: RunOutcome.Ending) async -> [Int: Data] {
    guard case .recorded(let source) = options.pictures, !held.isEmpty else { return [:] }
    do {
      // The page shows the strongest only; more pictures would be wasted.
      return try await source.pictures(
        of: held.map(\.event), most: DetectionReport.mostEvents, stop: options.stop,
        limit: ending == .interrupted ? Self.pictureLimit : nil)
    } catch is CancellationError {
      options.warn("the run was interrupted before there were pictures of the events")
      return [:]
    } catch {
      options.warn("cannot take pictures of the events: \(error)")
      return [:]
    }
  }
}
