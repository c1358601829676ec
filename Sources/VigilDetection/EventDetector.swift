public import VigilCore

/// Turns scores into events, one snippet at a time.
///
/// A snippet at or above the threshold opens an event, which lasts while scores stay at or above
/// `threshold - hysteresis`. An event that has ended is held back until the merge gap has passed, since a
/// new rise within it belongs to the same event. The state does not grow with the length of the video.
public struct EventDetector: Sendable {
  /// The changes made by one snippet.
  public enum Change: Hashable, Sendable {
    /// An event reached its minimum length: the moment to raise an alarm.
    case began(AnomalyEvent)
    /// An event is final.
    case ended(AnomalyEvent)
  }

  /// The rules.
  public let rules: EventRules

  private struct Candidate {
    var event: AnomalyEvent
    /// Whether the last snippet belonged to it.
    var isActive = true
    var wasAnnounced = false
    var length: Int { event.lastSnippet - event.firstSnippet + 1 }
  }
  private var candidate: Candidate?

  /// Makes a detector without history.
  public init(rules: EventRules) {
    self.rules = rules
  }

  /// The open event, or one that a rise within the merge gap would continue.
  public var current: AnomalyEvent? {
    guard let candidate, candidate.wasAnnounced else { return nil }
    return candidate.event
  }

  /// Processes the next snippet; indices rise, with gaps where snippets were dropped.
  public mutating func add(_ score: SnippetScore) -> [Change] {
    guard var candidate else {
      guard score.score >= rules.threshold else { return [] }
      self.candidate = Candidate(event: AnomalyEvent(score))
      return announce()
    }
    let index = score.position.index
    let missing = index - candidate.event.lastSnippet - 1
    let isHigh = score.score >= rules.threshold
    let goesOn = candidate.isActive && score.score >= rules.threshold - rules.hysteresis
    if missing <= rules.mergeGap, isHigh || (goesOn && missing == 0) {
      candidate.event.extend(by: score)
      candidate.isActive = true
      self.candidate = candidate
      return announce()
    }
    self.candidate?.isActive = false
    // This snippet and the missing ones lie between the event and a possible continuation.
    guard missing + 1 > rules.mergeGap else { return [] }
    return finish() + (isHigh ? add(score) : [])
  }

  /// Ends any open event: the source ended, or was interrupted.
  public mutating func finish() -> [Change] {
    defer { candidate = nil }
    guard let candidate, candidate.wasAnnounced else { return [] }
    return [.ended(candidate.event)]
  }

  private mutating func announce() -> [Change] {
    guard let candidate, !candidate.wasAnnounced, candidate.length >= rules.minimumLength else { return [] }
    self.candidate?.wasAnnounced = true
    return [.began(candidate.event)]
  }

  /// The events of a whole video.
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
      peakScore: score.score, peakSnippet: position.index, peakTime: (position.start + position.end) / 2)
  }

  fileprivate mutating func extend(by score: SnippetScore) {
    lastSnippet = score.position.index
    end = score.position.end
    if score.score > peakScore {
      peakScore = score.score
      peakSnippet = score.position.index
      peakTime = (score.position.start + score.position.end) / 2
    }
  }
}
