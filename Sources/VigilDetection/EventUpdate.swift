public import Foundation
public import VigilCore

/// What became of one event: it began, changed or ended.
public struct EventUpdate: Hashable, Sendable, Identifiable {
  /// What happened.
  public enum Phase: String, Hashable, Sendable, Codable {
    /// It reached its minimum length: the moment to raise an alarm, unless it is a later part of a longer event.
    case began
    /// Its end or its peak moved.
    case changed
    /// It will not change any more.
    case ended
    /// It began and ended within the re-arm time of the event before: told once, no alarm.
    case suppressed
  }

  /// Which event this is, for as long as it is spoken of.
  public var id: UUID
  /// How often it was told of before: 0 at its beginning.
  public var revision: Int
  /// What happened.
  public var phase: Phase
  /// The event as it is now.
  public var event: AnomalyEvent
  /// The part before it, if it goes on where a longer event was split.
  public var previousPart: UUID?

  /// Describes what became of an event.
  public init(id: UUID, revision: Int, phase: Phase, event: AnomalyEvent, previousPart: UUID? = nil) {
    self.id = id
    self.revision = revision
    self.phase = phase
    self.event = event
    self.previousPart = previousPart
  }
}

/// Gives the events of one detector their identities.
public struct EventLedger: Sendable {
  private let makeID: @Sendable () -> UUID
  private var open: EventUpdate?
  private var lastEnded: UUID?

  /// Begins without an event.
  ///
  /// - Parameter makeID: gives identities that nobody else uses; random ones unless a test needs to know them.
  public init(makeID: @escaping @Sendable () -> UUID = { UUID() }) {
    self.makeID = makeID
  }

  /// Takes the next change that the detector tells.
  public mutating func note(_ change: EventDetector.Change) -> EventUpdate {
    switch change {
    case .began(let event):
      let update = EventUpdate(
        id: makeID(), revision: 0, phase: .began, event: event, previousPart: event.part > 0 ? lastEnded : nil
      )
      open = update
      return update
    case .changed(let event): return next(.changed, event)
    case .ended(let event):
      let update = next(.ended, event)
      (open, lastEnded) = (nil, update.id)
      return update
    case .suppressed(let event):
      return EventUpdate(id: makeID(), revision: 0, phase: .suppressed, event: event)
    }
  }

  private mutating func next(_ phase: EventUpdate.Phase, _ event: AnomalyEvent) -> EventUpdate {
    guard var update = open else { preconditionFailure("an event begins before it changes") }
    update.revision += 1
    update.phase = phase
    update.event = event
    open = update
    return update
  }
}
