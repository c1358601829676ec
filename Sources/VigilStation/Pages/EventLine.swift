import Foundation
public import VigilStore

/// An event as one object of JSON, with times in ISO 8601 (UTC).
public struct EventLine: Encodable, Sendable {
  private let event: StoredEvent
  private let seen: Acknowledgement?
  private let crops: [EventCrop]

  /// The object of an event.
  ///
  /// - Parameters:
  ///   - seen: Who has seen it first, if anybody has.
  ///   - crops: Those of its peak, which are a list `crops` if there are any.
  public init(_ event: StoredEvent, seen: Acknowledgement? = nil, crops: [EventCrop] = []) {
    (self.event, self.seen, self.crops) = (event, seen, crops)
  }

  /// The objects of events, with who has seen them.
  ///
  /// - Throws: `StoreError`.
  public static func lines(_ events: [StoredEvent], in store: StationStore) throws(StoreError) -> [EventLine]
  {
    let seen = try store.acknowledgements(of: events.map(\.id))
    return events.map { EventLine($0, seen: seen[$0.id]) }
  }

  private enum Key: String, CodingKey {
    case id, revision, camera, severity, state, start, end, peak, score, threshold, model, part, previousPart,
      reasons, kept, verdict, acknowledgement, crops
  }

  /// Who has seen it first.
  private struct Seen: Encodable {
    var by: String
    var at: String
    var means: Acknowledgement.Means
  }

  /// Writes the object.
  public func encode(to encoder: any Encoder) throws {
    var object = encoder.container(keyedBy: Key.self)
    try object.encode(event.id.uuidString.lowercased(), forKey: .id)
    try object.encode(event.revision, forKey: .revision)
    try object.encode(event.camera, forKey: .camera)
    try object.encode(event.severity, forKey: .severity)
    try object.encode(event.state, forKey: .state)
    for (key, date) in [(Key.start, event.start), (.end, event.end), (.peak, event.peakDate)] {
      try object.encode(
        date.formatted(Date.ISO8601FormatStyle(includingFractionalSeconds: true)), forKey: key)
    }
    try object.encode(event.peakScore, forKey: .score)
    try object.encode(event.threshold, forKey: .threshold)
    try object.encode(event.model, forKey: .model)
    try object.encode(event.part, forKey: .part)
    try object.encodeIfPresent(event.previousPart?.uuidString.lowercased(), forKey: .previousPart)
    try object.encode(event.reasons, forKey: .reasons)
    try object.encode(event.isKept, forKey: .kept)
    try object.encodeIfPresent(event.verdict.map(VerdictLine.init), forKey: .verdict)
    try object.encodeIfPresent(
      seen.map { seen in
        Seen(
          by: seen.by, at: seen.at.formatted(Date.ISO8601FormatStyle(includingFractionalSeconds: true)),
          means: seen.means)
      }, forKey: .acknowledgement)
    if !crops.isEmpty { try object.encode(crops.map(CropLine.init), forKey: .crops) }
  }
}
