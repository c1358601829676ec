public import Foundation
import VigilCore
import VigilEvaluation
public import VigilStore

/// What a camera's model and the one in its shadow would have raised over the time in which both scored, each at its own thresholds.
///
/// Times in which something was wrong with the camera are left out for both. People label what the camera's model raises, so that its false
/// alarms are all among those that are counted here, and the shadow's are not.
public struct ShadowComparison: Hashable, Sendable {
  /// One of the two.
  public struct Side: Hashable, Sendable {
    /// The name of the model.
    public var name: String
    /// From which score on its events are alarms, or are kept.
    public var thresholds: StandingThresholds
    /// How many snippets it scored.
    public var snippets = 0
    /// How many alarms that would have been, and how many events for review only.
    public var alarms = 0, reviews = 0
    /// Of events said to be real and of what was missed: for how many it would have raised an alarm.
    public var real = 0
    /// Of events said to be false alarms: for how many it would have raised one.
    public var falseAlarms = 0

    /// One that has counted nothing yet.
    public init(_ name: String, _ thresholds: StandingThresholds) {
      (self.name, self.thresholds) = (name, thresholds)
    }
  }

  /// Older scores are not compared, in seconds.
  public static let longest = 30.0 * 86_400
  /// Of fewer labelled spans nothing is to be concluded.
  public static let fewestLabels = 10
  private static let mostLabels = 10_000

  /// The camera's model, and the one in its shadow.
  public private(set) var present: Side, shadow: Side
  /// How long both scored, in seconds, and on how many days.
  public private(set) var watched = 0.0, days = 0
  /// Events said to be real and spans said to be missed in that time, and events said to be false alarms.
  public private(set) var real = 0, falseAlarms = 0

  /// Counts what is stored.
  ///
  /// - Parameters:
  ///   - camera: The camera's name.
  ///   - present: The camera's model.
  ///   - shadow: The one in its shadow.
  ///   - store: The database.
  ///   - longest: How far back, in seconds.
  ///   - now: The end of what is compared.
  ///   - calendar: In which days and hours are counted.
  /// - Throws: `StoreError`.
  public init(
    camera: String, present: Side, shadow: Side, in store: StationStore,
    longest: Double = ShadowComparison.longest, at now: Date, calendar: Calendar = .current
  ) throws {
    (self.present, self.shadow) = (present, shadow)
    let changes = try store.changes(at: now).filter { $0.camera == camera }
    func since(_ key: String) -> Date {
      changes.last { $0.key == key && $0.value != nil }?.at ?? .distantPast
    }
    // The clock may have been set back.
    let from = min(now, max(now - longest, since(Calibration.modelKey), since(StandingThresholds.viewKey)))
    let faulty = Spans(try store.faultySpans(of: camera, from: from, to: now))
    let all = try Self.said(of: camera, in: store, from: from, to: now)

    // What the shadow scored, in one stretch for each connection of the camera.
    var both = Spans([])
    var lastDay = Date.distantPast
    try store.samples(camera: camera, shadow: shadow.name, from: from, to: now) { block in
      for sample in block where !faulty.contains(sample.start) {
        both.add(sample.start, sample.start + sample.duration, gap: 2 * sample.duration)
        watched += sample.duration
        guard !(0..<86_400).contains(sample.start.timeIntervalSince(lastDay)) else { continue }
        days += 1
        lastDay = calendar.startOfDay(for: sample.start)
      }
    }
    let said = all.filter { both.overlaps($0.start, $0.end) }
    real = said.count { $0.isReal }
    falseAlarms = said.count - real
    self.present = try Self.count(present, camera, nil, in: store, from...now, said, calendar) { sample in
      both.contains(sample.start) && !faulty.contains(sample.start)
    }
    self.shadow = try Self.count(shadow, camera, shadow.name, in: store, from...now, said, calendar) {
      !faulty.contains($0.start)
    }
  }

  private static func count(
    _ side: Side, _ camera: String, _ series: String?, in store: StationStore, _ span: ClosedRange<Date>,
    _ said: [ReplayedEvents.Said], _ calendar: Calendar, where counts: (ScoreSample) -> Bool
  ) throws -> Side {
    var events = ReplayedEvents(
      side.thresholds, camera: camera, model: side.name, said: said, calendar: calendar)
    try store.samples(camera: camera, shadow: series, from: span.lowerBound, to: span.upperBound) { block in
      for sample in block where counts(sample) { events.add(sample) }
    }
    events.finish()
    var side = side
    (side.snippets, side.alarms, side.reviews) = (events.snippets, events.alarms, events.reviews)
    (side.real, side.falseAlarms) = (events.found(real: true), events.found(real: false))
    return side
  }

  /// What people say of a camera's events and of spans without one; those of whom one says real and another false are real.
  private static func said(
    of camera: String, in store: StationStore, from: Date, to: Date
  ) throws -> [ReplayedEvents.Said] {
    var spans: [ReplayedEvents.Said] = []
    var places: [UUID: Int] = [:]
    var query = LabelQuery(cameras: [camera], from: from, to: to, limit: 1000)
    while spans.count < mostLabels {
      let page = try store.labels(query)
      for label in page where label.verdict != .unsure {
        let isReal = label.verdict != .falseAlarm
        if let place = label.event.flatMap({ places[$0] }) {
          spans[place].isReal = spans[place].isReal || isReal
        } else {
          if let event = label.event { places[event] = spans.count }
          spans.append(ReplayedEvents.Said(start: label.start, end: label.end, isReal: isReal))
        }
      }
      guard page.count == query.limit, let last = page.last else { break }
      query.before = last.id
    }
    return spans
  }

  /// Why nothing is to be concluded yet; empty if something is.
  public var doubts: [String] {
    let enough = ScoreCalibration.enough
    var doubts: [String] = []
    if watched < enough.hours * 3600 || days < enough.dates {
      doubts.append(
        "too little to say: both scored for \(Self.text(watched / 3600)) hours on "
          + "\(NumberText.count(days, "day", "days")); \(Int(enough.hours)) hours on \(enough.dates) days are enough"
      )
    }
    if real + falseAlarms < Self.fewestLabels {
      doubts.append(
        "too little to say of what is real: \(NumberText.count(real + falseAlarms, "event", "events")) of that time "
          + "\(real + falseAlarms == 1 ? "is" : "are") labelled; \(Self.fewestLabels) are enough")
    }
    if [shadow.thresholds.alarm, shadow.thresholds.review].contains(where: { $0.basis == .file }) {
      doubts.append(
        "the file's threshold counts for both: it was chosen for one model, and scores of two have only their order in common; "
          + "without it the shadow would be compared at a threshold of its own")
    }
    return doubts
  }

  /// Hours, to a tenth.
  static func text(_ hours: Double) -> String { NumberText.fixed(hours, decimals: hours < 10 ? 1 : 0) }
}
