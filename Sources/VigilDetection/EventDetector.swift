public import VigilCore

/// Scores to events, one snippet at a time.
///
/// A snippet at or above the threshold opens an event, which goes on while scores stay at or above
/// `threshold - hysteresis`. An event that has ended is kept back until the merge gap has passed, since a
/// new rise within it belongs to the same event. State does not grow with the length of the video.
///
/// With a maximum length, an event is split before the snippet that would make it longer; its parts together are the
/// event as it would be without. With a re-arm time, what begins too soon after an event is announced when that time has
/// passed, if it still goes on then, and is otherwise told as suppressed when it has ended.
public struct EventDetector: Sendable {
  /// What one snippet changed.
  public enum Change: Hashable, Sendable {
    /// An event reached its minimum length: the moment to raise an alarm, unless `part` says that it goes on from another.
    case began(AnomalyEvent)
    /// An event that was announced became longer, and perhaps higher.
    case changed(AnomalyEvent)
    /// An event will not change any more.
    case ended(AnomalyEvent)
    /// An event ended within the re-arm time of the one before and was never announced.
    case suppressed(AnomalyEvent)
  }

  /// The rules.
  public let rules: EventRules
  /// How many events the re-arm time has suppressed.
  public private(set) var suppressedEvents = 0

  private struct Candidate {
    var event: AnomalyEvent
    /// Whether the last snippet belonged to it.
    var isActive = true
    var wasAnnounced = false
    var length: Int { event.lastSnippet - event.firstSnippet + 1 }
  }
  private var candidate: Candidate?
  /// Nothing that is over by then raises an alarm.
  private var rearmed = -Double.infinity

  /// Makes a detector that has seen nothing.
  public init(rules: EventRules) {
    self.rules = rules
  }

  /// The event that goes on, or that a rise within the merge gap would continue.
  public var current: AnomalyEvent? {
    guard let candidate, candidate.wasAnnounced else { return nil }
    return candidate.event
  }

  /// Takes the next snippet; indices rise, with holes where snippets were dropped.
  public mutating func add(_ score: SnippetScore) -> [Change] {
    guard let candidate else {
      guard score.score >= rules.threshold else { return [] }
      self.candidate = Candidate(event: AnomalyEvent(score))
      return announce()
    }
    let index = score.position.index
    let missing = index - candidate.event.lastSnippet - 1
    let isHigh = score.score >= rules.threshold
    let goesOn = candidate.isActive && score.score >= rules.threshold - rules.hysteresis
    if missing <= rules.mergeGap, isHigh || (goesOn && missing == 0) {
      return extend(candidate, by: score)
    }
    self.candidate?.isActive = false
    // This snippet and those missing lie between the event and whatever may still follow.
    guard missing + 1 > rules.mergeGap else { return [] }
    return finish() + (isHigh ? add(score) : [])
  }

  /// Ends what is open: the source ended, or was lost.
  public mutating func finish() -> [Change] {
    defer { candidate = nil }
    guard let candidate else { return [] }
    guard candidate.wasAnnounced else {
      // Long enough, so only the re-arm time kept it back.
      guard candidate.length >= rules.minimumLength else { return [] }
      suppressedEvents += 1
      return [.suppressed(candidate.event)]
    }
    if let rearmTime = rules.rearmTime { rearmed = candidate.event.end + rearmTime }
    return [.ended(candidate.event)]
  }

  private mutating func extend(_ candidate: Candidate, by score: SnippetScore) -> [Change] {
    if candidate.wasAnnounced, let limit = rules.maximumLength,
      score.position.end - candidate.event.start > limit
    {
      var next = Candidate(event: AnomalyEvent(score))
      next.event.part = candidate.event.part + 1
      next.wasAnnounced = true
      self.candidate = next
      return [.ended(candidate.event), .began(next.event)]
    }
    var longer = candidate
    longer.event.extend(by: score)
    longer.isActive = true
    self.candidate = longer
    return candidate.wasAnnounced ? [.changed(longer.event)] : announce()
  }

  private mutating func announce() -> [Change] {
    guard let candidate, candidate.length >= rules.minimumLength, candidate.event.end >= rearmed else {
      return []
    }
    self.candidate?.wasAnnounced = true
    return [.began(candidate.event)]
  }

  /// The events of a whole video, those that were suppressed left out.
  public static func events(in scores: some Sequence<SnippetScore>, rules: EventRules) -> [AnomalyEvent] {
    var detector = EventDetector(rules: rules)
    var changes = scores.flatMap { detector.add($0) }
    changes += detector.finish()
    return changes.compactMap { if case .ended(let event) = $0 { event } else { nil } }
  }
}

extension AnomalyEvent {
  fileprivate init(_ score: SnippetScore) {
    let position = score.position
    self.init(
      firstSnippet: position.index, lastSnippet: position.index, start: position.start, end: position.end,
      peakScore: score.score, peakSnippet: position.index, peakTime: position.middle, date: position.date)
  }

  fileprivate mutating func extend(by score: SnippetScore) {
    lastSnippet = score.position.index
    end = score.position.end
    if score.score > peakScore {
      peakScore = score.score
      peakSnippet = score.position.index
      peakTime = score.position.middle
    }
  }
}
