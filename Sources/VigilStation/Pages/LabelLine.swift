import Foundation
public import VigilStore

/// A label as one object of JSON, with times in ISO 8601 (UTC).
public struct LabelLine: Encodable, Sendable {
  private let label: ReviewLabel

  /// The object of a label.
  public init(_ label: ReviewLabel) { self.label = label }

  private enum Key: String, CodingKey { case id, event, camera, start, end, verdict, by, at }

  /// Writes the object.
  public func encode(to encoder: any Encoder) throws {
    var object = encoder.container(keyedBy: Key.self)
    try object.encode(label.id, forKey: .id)
    try object.encodeIfPresent(label.event?.uuidString.lowercased(), forKey: .event)
    try object.encode(label.camera, forKey: .camera)
    for (key, date) in [(Key.start, label.start), (.end, label.end), (.at, label.at)] {
      try object.encode(
        date.formatted(Date.ISO8601FormatStyle(includingFractionalSeconds: true)), forKey: key)
    }
    try object.encode(label.verdict, forKey: .verdict)
    try object.encode(label.by, forKey: .by)
  }
}
