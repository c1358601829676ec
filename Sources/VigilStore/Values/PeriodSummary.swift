public import Foundation

/// What happened at a station in a week, a day or any other time, by camera.
public struct PeriodSummary: Hashable, Sendable, Codable {
  /// How long one kind of trouble kept a camera from seeing.
  public struct Blindness: Hashable, Sendable, Codable {
    /// The kind of its notices, such as `offline`.
    public var kind: String
    /// In seconds.
    public var seconds: Double

    /// Makes a description of a trouble.
    public init(kind: String, seconds: Double) { (self.kind, self.seconds) = (kind, seconds) }
  }

  /// Numbers of one camera, or of all.
  public struct Figures: Hashable, Sendable, Codable {
    /// What was done with its pictures.
    public var watch = WatchCounts()
    /// Seconds in which it gave no picture, or one in which nothing is to be seen; kinds that overlap count once.
    public var blindSeconds = 0.0
    /// The same by kind, the longest first.
    public var blindness: [Blindness] = []
    /// Events that were alarms.
    public var alarms = 0
    /// Events to be looked at.
    public var reviews = 0
    /// Events that somebody called real, whatever others called them.
    public var real = 0
    /// Events that somebody called false, and nobody real.
    public var falseAlarms = 0
    /// Events of which nobody could tell.
    public var unsure = 0
    /// Events that nobody has labelled.
    public var unlabelled = 0
    /// Spans that somebody marked as missed.
    public var missed = 0
    /// Alarms that nobody has acknowledged.
    public var unacknowledged = 0

    /// Makes figures of zero.
    public init() {}

    /// Snippets that have no score since there was too little time.
    public var lost: Int { watch.dropped + watch.skipped }
  }

  /// The event with the highest score.
  public struct Peak: Hashable, Sendable, Codable {
    /// Its id.
    public var event: UUID
    /// When it began.
    public var start: Date
    /// The score.
    public var score: Float
    /// Which threshold it crossed.
    public var severity: EventSeverity

    /// Makes a description of an event.
    public init(event: UUID, start: Date, score: Float, severity: EventSeverity) {
      (self.event, self.start, self.score, self.severity) = (event, start, score, severity)
    }
  }

  /// The thresholds that are in force at the end.
  public struct Thresholds: Hashable, Sendable, Codable {
    /// Where a threshold came from.
    public enum Basis: String, Hashable, Sendable, Codable {
      /// The station's file.
      case file
      /// The camera's own scores.
      case calibrated
      /// The camera's own scores, before it was moved.
      case stale
      /// The model, until there are enough scores.
      case provisional
    }

    /// From which score on events are alarms; nil where only the model knows.
    public var alarm: Float?
    /// Where that came from.
    public var alarmBasis: Basis
    /// From which score on events are kept for review; nil where only the model knows.
    public var review: Float?
    /// Where that came from.
    public var reviewBasis: Basis

    /// Makes a description of thresholds.
    public init(alarm: Float?, alarmBasis: Basis, review: Float?, reviewBasis: Basis) {
      (self.alarm, self.alarmBasis, self.review, self.reviewBasis) = (alarm, alarmBasis, review, reviewBasis)
    }
  }

  /// One camera.
  public struct Camera: Hashable, Sendable, Codable {
    /// Its name.
    public var name: String
    /// Its numbers.
    public var figures = Figures()
    /// The event with the highest score; nil without events.
    public var peak: Peak?
    /// What is in force; nil if that is not known.
    public var thresholds: Thresholds?
    /// What is wrong at the end, by kind.
    public var faults: [String] = []

    /// A camera of which there are no numbers yet.
    public init(name: String) { self.name = name }
  }

  /// How messages fared.
  public struct Messages: Hashable, Sendable, Codable {
    /// Those that wait at the end, of all channels.
    public var waiting = 0
    /// Events and notices that are held back at the end, until one message tells of them.
    public var held = 0
    /// Seconds in which messages to a channel did not get through.
    public var delayedSeconds = 0.0
    /// Those that were given up: since the summary before, or ever where `isSinceBefore` is false.
    public var givenUp = 0
    /// Whether `givenUp` counts since the summary before.
    public var isSinceBefore = false

    /// Nothing waits.
    public init() {}
  }

  /// What is kept on the disk at the end, in bytes.
  public struct Disk: Hashable, Sendable, Codable {
    /// Clips, segments and pictures.
    public var files: Int64
    /// The database.
    public var database: Int64
    /// What is left.
    public var free: Int64
    /// Where the oldest recording begins that is not kept for ever; nil without recordings.
    public var oldest: Date?

    /// Makes a description of a disk.
    public init(files: Int64, database: Int64, free: Int64, oldest: Date?) {
      (self.files, self.database, self.free, self.oldest) = (files, database, free, oldest)
    }
  }

  /// Where the time begins.
  public var start: Date
  /// Where it ends.
  public var end: Date
  /// Since when it is counted what was done with pictures, where that is later than `start` or, in a message, was to be.
  public var countedSince: Date?
  /// Summaries before this one that were not told, since the station was off when they were due.
  public var skipped = 0
  /// The cameras.
  public var cameras: [Camera]
  /// How many more cameras there are, which only `total` counts.
  public var others = 0
  /// All cameras together.
  public var total = Figures()
  /// How messages fared; nil for those who may not know of it.
  public var messages: Messages?
  /// What is on the disk; nil if it does not answer as it should.
  public var disk: Disk?
  /// What is wrong with the station as a whole at the end, by kind.
  public var faults: [String] = []

  /// Makes a summary of a time.
  public init(start: Date, end: Date, cameras: [Camera] = []) {
    (self.start, self.end, self.cameras) = (start, end, cameras)
  }

  /// The same with at most so many cameras: those with the most alarms and reviews.
  public func limited(to count: Int) -> PeriodSummary {
    guard cameras.count > count else { return self }
    var limited = self
    let busiest = cameras.indices.sorted { one, other in
      let (a, b) = (cameras[one].figures, cameras[other].figures)
      return (b.alarms, b.reviews, one) < (a.alarms, a.reviews, other)
    }.prefix(count)
    limited.cameras = busiest.sorted().map { cameras[$0] }
    limited.others += cameras.count - count
    return limited
  }
}
