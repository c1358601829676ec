public import Foundation
import GRDB

extension StationStore {
  /// The crops of the snippet with an event's highest score, in the order of the network's input; none if they are not known.
  public func crops(of event: UUID) throws(StoreError) -> [EventCrop] {
    try read { database in
      try Row.fetchAll(
        database, sql: "SELECT * FROM eventCrop WHERE event = ? ORDER BY number",
        arguments: [StoredText.id(event)]
      ).map(EventCropRow.crop)
    }
  }
}
