public import Foundation
public import VigilCore

/// The thresholds of one camera from its own stored scores, without video.
///
/// ```swift
/// var calibration = ScoreCalibration(rules: rules, excluded: spansOfCameraHealth)
/// for sample in store { calibration.add(start: sample.start, duration: sample.duration, score: sample.score) }
/// let thresholds = calibration.thresholds()
/// ```
///
/// Samples come in order of time. Gaps between them end events, and count as not watched. Of the scores only the highest of each hour of
/// the day are kept, 4096 of them, so that the memory does not grow with the time that was watched. Everything that was watched is taken
/// for normal, except what is excluded: real events in it raise the thresholds.
public struct ScoreCalibration: Sendable {
  /// What is wanted.
  public struct Options: Hashable, Sendable {
    /// The alarms and the reviews that are wanted a day.
    public var alarmsPerDay: Double, reviewsPerDay: Double
    /// How scores become events; the threshold is not used.
    public var rules: EventRules
    /// Spans that say nothing: the camera was covered or moved, an event was real.
    public var excluded: [DateInterval]
    /// Where hours of the day are counted.
    public var timeZone: TimeZone
    /// Whether thresholds may depend on the hour of the day.
    public var byHour: Bool
    /// How intervals are made.
    public var bootstrap: Bootstrap

    /// By default one alarm a week and five reviews a day.
    ///
    /// - Precondition: both rates are finite and positive.
    public init(
      alarmsPerDay: Double = 1.0 / 7, reviewsPerDay: Double = 5, rules: EventRules = EventRules(),
      excluded: [DateInterval] = [], timeZone: TimeZone = .current, byHour: Bool = true,
      bootstrap: Bootstrap = Bootstrap(resamples: 200)
    ) {
      precondition(
        alarmsPerDay > 0 && alarmsPerDay.isFinite && reviewsPerDay > 0 && reviewsPerDay.isFinite,
        "rates must be finite and positive")
      self.alarmsPerDay = alarmsPerDay
      self.reviewsPerDay = reviewsPerDay
      self.rules = rules
      self.excluded = excluded
      self.timeZone = timeZone
      self.byHour = byHour
      self.bootstrap = bootstrap
    }
  }

  /// What is wanted.
  public let options: Options
  /// How long was watched, in seconds, without gaps and what is excluded.
  public private(set) var watched = 0.0
  /// How long the samples of excluded spans are, in seconds.
  public private(set) var excludedSeconds = 0.0
  /// The samples that count.
  public private(set) var samples = 0
  /// On how many days something was watched.
  public private(set) var dates = 0
  /// What is to count the events at some thresholds meanwhile; set before the first sample.
  public var counters: [EventCounter] = []

  /// The highest scores of each hour of the day.
  var hours = Array(repeating: HighScores(capacity: 4096), count: 24)
  private var excluded: ArraySlice<DateInterval>
  private var lastEnd: Date?
  private var index = 0
  private var lastDay: Int?

  /// Begins without samples.
  public init(_ options: Options = Options()) {
    self.options = options
    excluded = options.excluded.sorted()[...]
  }

  /// Adds the next sample; scores that are not finite, and samples that begin before the last one ended, are left out.
  ///
  /// - Parameters:
  ///   - start: When its snippet began.
  ///   - duration: The length of the snippet, in seconds.
  public mutating func add(start: Date, duration: Double, score: Float) {
    // The wall clock may have been set back.
    guard score.isFinite, duration > 0, duration < 3600, start >= (lastEnd ?? start) - 0.5 * duration else {
      return
    }
    let isNew = lastEnd.map { start.timeIntervalSince($0) > 2 * duration } ?? true
    lastEnd = start + duration
    while let first = excluded.first, first.end <= start { excluded.removeFirst() }
    let isExcluded = excluded.prefix(4).contains { $0.start < start + duration && $0.end > start }
    if isExcluded {
      excludedSeconds += duration
      breakStretch()
      endEvents()
      return
    }
    if isNew || index % HighScores.gap == HighScores.gap - 1 { breakStretch() }
    if isNew { endEvents() }
    index += 1
    let local = Int(start.timeIntervalSince1970.rounded(.down)) + options.timeZone.secondsFromGMT(for: start)
    let day = Int((Double(local) / 86_400).rounded(.down))
    if day != lastDay { dates += 1 }
    lastDay = day
    let hour = (local - day * 86_400) / 3600
    hours[hour].add(index: index, start: watched, duration: duration, score: score)
    for counter in counters.indices {
      counters[counter].add(start: watched, duration: duration, score: score, hour: hour)
    }
    watched += duration
    samples += 1
  }

  private mutating func endEvents() {
    for counter in counters.indices { counters[counter].end() }
  }

  private mutating func breakStretch() {
    guard !index.isMultiple(of: HighScores.gap) else { return }
    index = (index / HighScores.gap + 1) * HighScores.gap
  }
}
