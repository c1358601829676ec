public import VigilCore

/// Turns scores into events, one snippet at a time.
///
/// A snippet at or above the threshold opens an event, which lasts while scores stay at or above
/// `threshold - hysteresis`. An event that has ended is held back until the merge gap has passed, since a
/// new rise within it belongs to the same event. The state does not grow with the length of the video.
///
/// With a maximum length, an event is split before the snippet that would exceed it; its parts cover exactly the snippets of the
/// unsplit event. With a re-arm time, an event that begins too soon after another is announced once that time has
/// passed, if it is still open; otherwise it is reported as suppressed when it ends.
public struct EventDetector: Sendable {
  /// The changes made by one snippet.
  public enum Change: Hashable, Sendable {
    /// An event reached its minimum length: the moment to raise an alarm, unless `part` says that it continues another.
    case began(AnomalyEvent)
    /// An announced event became longer; its peak may have moved.
    case changed(AnomalyEvent)
    /// An event is final.
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
  /// Events that end before this time raise no alarm.
  private var rearmed = -Double.infinity

  /// Makes a detector without history.
  public init(rules: EventRules) {
    self.rules = rules
  }

  /// The open event, or one that a rise within the merge gap would continue.
  public var current: AnomalyEvent? {
    guard let candidate, candidate.wasAnnounced else { return nil }
    return candidate.event
  }

  /// Whether an event is open, or may still continue, announced or not.
  public var hasCandidate: Bool { candidate != nil }

  /// Processes the next snippet; indices rise, with gaps where snippets were dropped.
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
    // This snippet and the missing ones lie between the event and a possible continuation.
    guard missing + 1 > rules.mergeGap else { return [] }
    return finish() + (isHigh ? add(score) : [])
  }

  /// Ends any open event: the source ended, or was lost.
  public mutating func finish() -> [Change] {
    defer { candidate = nil }
    guard let candidate else { return [] }
    guard candidate.wasAnnounced else {
      // Long enough, so only the re-arm time held it back.
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

  /// The events of a whole video, without suppressed ones.
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
