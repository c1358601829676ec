public import Foundation

/// How much an event matters: which of a camera's two thresholds it crossed.
public enum EventSeverity: String, Hashable, Sendable, CaseIterable, Codable {
  /// Worth waking somebody.
  case alarm
  /// Worth a look when there is time.
  case review
}

/// How far an event is.
public enum EventState: String, Hashable, Sendable, CaseIterable, Codable {
  /// It goes on.
  case open
  /// Its end was seen.
  case ended
  /// The station stopped while it went on; its end is the last that was stored.
  case interrupted
}

/// An event of a camera as the station keeps it.
public struct StoredEvent: Hashable, Sendable, Identifiable, Codable {
  /// The same for as long as the event is known, on every machine.
  public var id: UUID
  /// Rises by at least one with every change.
  public var revision: Int
  /// The camera's name.
  public var camera: String
  /// Which threshold was crossed.
  public var severity: EventSeverity
  /// Whether it goes on.
  public var state: EventState
  /// Where the first snippet begins.
  public var start: Date
  /// Where the last snippet so far ends.
  public var end: Date
  /// The highest score so far, 0 to 1.
  public var peakScore: Float
  /// Where the snippet with the highest score begins.
  public var peakDate: Date
  /// The threshold that was crossed.
  public var threshold: Float
  /// The name of the model.
  public var model: String
  /// Which part of an event that was split for its length, from 1.
  public var part: Int
  /// The part before this one.
  public var previousPart: UUID?
  /// What is to be known of it, a sentence each, such as that the threshold is provisional.
  public var reasons: [String]
  /// Whether somebody asked to keep it: never removed. `StationStore.put` sets it for new events only.
  public var isKept: Bool
  /// What a program of the file says of it; nil if none was asked, or it has not answered yet. `StationStore.put` of an event leaves it as it
  /// is.
  public var verdict: EventVerdict?

  /// Makes an event.
  public init(
    id: UUID, revision: Int = 1, camera: String, severity: EventSeverity, state: EventState = .open,
    start: Date, end: Date, peakScore: Float, peakDate: Date, threshold: Float, model: String,
    part: Int = 1, previousPart: UUID? = nil, reasons: [String] = [], isKept: Bool = false,
    verdict: EventVerdict? = nil
  ) {
    self.id = id
    self.revision = revision
    self.camera = camera
    self.severity = severity
    self.state = state
    self.start = start
    self.end = end
    self.peakScore = peakScore
    self.peakDate = peakDate
    self.threshold = threshold
    self.model = model
    self.part = part
    self.previousPart = previousPart
    self.reasons = reasons
    self.isKept = isKept
    self.verdict = verdict
  }
}
