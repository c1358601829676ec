public import Foundation

/// What was found when a database was opened.
public struct StoreOpening: Hashable, Sendable {
  /// Whether it was made just now.
  public var isNew: Bool
  /// The schema it had; differs from `StationStore.schema` if it was migrated, nil for a new one.
  public var formerSchema: Int?
  /// Events that went on when the station before stopped; they are closed as interrupted now, one revision higher.
  public var interruptedEvents: [UUID]
  /// Notices that were closed likewise.
  public var interruptedNotices: [Int64]

  /// Makes a result.
  public init(
    isNew: Bool, formerSchema: Int?, interruptedEvents: [UUID] = [], interruptedNotices: [Int64] = []
  ) {
    self.isNew = isNew
    self.formerSchema = formerSchema
    self.interruptedEvents = interruptedEvents
    self.interruptedNotices = interruptedNotices
  }
}
