public import Foundation
public import VigilCore

/// A change of one event: it began, changed or ended.
public struct EventUpdate: Hashable, Sendable, Identifiable {
  /// The kind of change.
  public enum Phase: String, Hashable, Sendable, Codable {
    /// It reached its minimum length: the moment to raise an alarm, unless it continues a longer event.
    case began
    /// Its end or its peak moved.
    case changed
    /// It is final.
    case ended
    /// It began and ended within the re-arm time of the previous event: reported once, without an alarm.
    case suppressed
  }

  /// The identity of the event, the same in all of its updates.
  public var id: UUID
  /// The number of earlier updates of the event: 0 when it begins.
  public var revision: Int
  /// The kind of change.
  public var phase: Phase
  /// The event as it is now.
  public var event: AnomalyEvent
  /// The previous part, if the event continues one that was split.
  public var previousPart: UUID?

  /// Makes an update.
  public init(id: UUID, revision: Int, phase: Phase, event: AnomalyEvent, previousPart: UUID? = nil) {
    self.id = id
    self.revision = revision
    self.phase = phase
    self.event = event
    self.previousPart = previousPart
  }
}

/// Assigns identities to the events of one detector.
public struct EventLedger: Sendable {
  private let makeID: @Sendable () -> UUID
  private var open: EventUpdate?
  private var lastEnded: UUID?

  /// Makes a ledger without events.
  ///
  /// - Parameter makeID: returns unique identities; random ones by default.
  public init(makeID: @escaping @Sendable () -> UUID = { UUID() }) {
    self.makeID = makeID
  }

  /// Records the next change of the detector.
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
