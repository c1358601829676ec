import Foundation
import GRDB

/// A crop of an event as a row.
enum EventCropRow {
  /// Refuses what would not come back as it is, or lies outside the picture.
  static func check(_ crops: [EventCrop]) throws(StoreError) {
    guard crops.count <= EventCrop.most else {
      throw StoreError(.invalid, "an event has over \(EventCrop.most) crops")
    }
    let picture = 0.0...1.000_001
    for crop in crops {
      guard picture.contains(crop.x), picture.contains(crop.y), crop.width > 0, crop.height > 0,
        picture.contains(crop.x + crop.width), picture.contains(crop.y + crop.height), crop.score.isFinite,
        crop.copyOf.map({ crops.indices.contains($0) }) ?? true
      else { throw StoreError(.invalid, "a crop of an event lies outside its picture or has no score") }
    }
  }

  /// Writes the crops of an event in the place of those before.
  static func replace(_ event: UUID, by crops: [EventCrop], in database: Database) throws {
    let id = StoredText.id(event)
    try database.execute(sql: "DELETE FROM eventCrop WHERE event = ?", arguments: [id])
    for (number, crop) in crops.enumerated() {
      try database.execute(
        sql: "INSERT INTO eventCrop VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
        arguments: [
          id, number, crop.x, crop.y, crop.width, crop.height, crop.isMirrored, Double(crop.score),
          crop.copyOf,
        ])
    }
  }

  static func crop(_ row: Row) throws -> EventCrop {
    EventCrop(
      x: try row.value("x"), y: try row.value("y"), width: try row.value("width"),
      height: try row.value("height"), isMirrored: try row.value("isMirrored"),
      score: Float(try row.value("score") as Double), copyOf: try row.optional("copyOf"))
  }
}
