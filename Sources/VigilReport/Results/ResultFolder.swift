public import Foundation
public import VigilCore
public import VigilDetection

/// The output folder of a detection: scores, events and a report page.
///
///     var results = try ResultFolder(URL(filePath: "out"), provenance: provenance)
///     for await score in scores { try results.append(score) }
///     try results.finish(outcome)
///
/// Everything is written incrementally, with bounded memory. An earlier result in the same folder stays intact
/// until this one is complete, and is then replaced file by file; other files are never touched. While the value
/// lives, no other run can write into the folder.
///
/// What runs left that were killed is set aside as `NAME.interrupted`, `NAME.interrupted-2` and so on, until a run reaches the
/// end of its source.
public struct ResultFolder: ~Copyable {
  /// One row per snippet.
  public static let scoresCSV = "scores.csv"
  /// All scores with their provenance.
  public static let scoresJSON = "scores.json"
  /// All events with their provenance.
  public static let eventsJSON = "events.json"
  /// The page.
  public static let page = "report.html"
  /// The video with its scores, which others write.
  public static let annotatedVideo = "annotated.mp4"

  /// The folder.
  public let folder: URL
  /// The content of the page; a second curve to compare with may be set at any time.
  public var report: DetectionReport
  private let lock: FolderLock
  private var csv: ScoresCSVWriter
  private var scores: ScoresJSONWriter
  private var events: EventsJSONWriter

  /// Creates the folder and opens the files.
  ///
  /// Throws if the folder holds anything but an earlier result, or if another run writes into it.
  ///
  /// - Parameter hasDates: whether snippets have wall-clock times, as those of a live source.
  public init(_ folder: URL, provenance: Provenance, hasDates: Bool = false) throws(ReportError) {
    let lock = try FolderLock(folder)
    try Self.checkContents(of: folder)
    try Self.setAside(in: folder)
    // On a full disk some files may be made and others not; the next attempt finds none of them.
    var isOpen = false
    defer { if !isOpen { Self.discardPartial(in: folder) } }
    let csv = try ScoresCSVWriter(
      folder.appending(path: Self.scoresCSV), crops: provenance.preprocessing.crops,
      hasDates: hasDates)
    let scores = try ScoresJSONWriter(folder.appending(path: Self.scoresJSON), provenance: provenance)
    let events = try EventsJSONWriter(folder.appending(path: Self.eventsJSON), provenance: provenance)
    self.folder = folder
    self.report = DetectionReport(provenance)
    self.report.isLive = hasDates
    self.lock = lock
    self.csv = csv
    self.scores = scores
    self.events = events
    isOpen = true
  }

  /// Appends a snippet.
  ///
  /// - Precondition: it has as many crop scores as the provenance says.
  public mutating func append(_ score: SnippetScore) throws(ReportError) {
    try csv.append(score)
    try scores.append(score)
    report.append(score)
  }

  /// Appends an event that has ended.
  ///
  /// - Parameter thumbnail: a JPEG picture of the moment of the highest score, about 320 pixels wide.
  public mutating func append(_ event: AnomalyEvent, thumbnail: Data? = nil) throws(ReportError) {
    try events.append(event)
    report.append(event, thumbnail: thumbnail)
  }

  /// Appends an event that has ended, with its identity if it has a date.
  ///
  /// - Parameter thumbnail: a JPEG picture of the moment of the highest score, about 320 pixels wide.
  public mutating func append(_ update: EventUpdate, thumbnail: Data? = nil) throws(ReportError) {
    try events.append(update)
    report.append(update.event, thumbnail: thumbnail)
  }

  /// Appends a gap of the source.
  public mutating func append(_ gap: SourceGap) throws(ReportError) {
    try scores.append(gap)
    try events.append(gap)
    report.append(gap)
  }

  /// Puts what was written so far on the disk, so that a power cut takes at most what came after.
  public func synchronize() throws(ReportError) {
    try csv.synchronize()
    try scores.synchronize()
    try events.synchronize()
    lock.synchronize()
  }

  /// Moves every file into place.
  ///
  /// Call it also when the user interrupts a run: the data so far becomes a complete result. What earlier runs left that were
  /// killed is removed if this one saw all of its source.
  public consuming func finish(_ outcome: RunOutcome) throws(ReportError) {
    try finish(outcome, forgets: outcome.ending == .endOfSource)
  }

  /// - Parameter forgets: Whether what earlier runs left is removed.
  consuming func finish(_ outcome: RunOutcome, forgets: Bool) throws(ReportError) {
    var page = try PartialFile(folder.appending(path: Self.page))
    try page.write(report.html(outcome))
    try csv.finish(forgets: forgets)
    try scores.finish(outcome, forgets: forgets)
    try events.finish(forgets: forgets)
    try page.finish(forgets: forgets)
    if forgets { Self.forgetInterrupted(in: folder) }
    _ = consume lock
  }

  /// Leaves the folder as it was found: for a run that ended before anything was scored.
  public consuming func discard() {
    Self.discardPartial(in: folder)
    if lock.isNew { rmdir(folder.path) }
    _ = consume lock
  }

  private static func discardPartial(in folder: URL) {
    PartialFile.discard(folder.appending(path: scoresCSV))
    for name in [scoresJSON, eventsJSON] { JSONListFile.discard(folder.appending(path: name)) }
  }
}
