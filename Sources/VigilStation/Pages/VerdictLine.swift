import Foundation
public import VigilStore

/// What a program says of an event as one object of JSON, with its time in ISO 8601 (UTC).
public struct VerdictLine: Encodable, Sendable {
  private let verdict: EventVerdict

  /// The object of a verdict.
  public init(_ verdict: EventVerdict) { self.verdict = verdict }

  private enum Key: String, CodingKey { case verdict, confidence, text, by, at, seconds }

  /// Writes the object.
  public func encode(to encoder: any Encoder) throws {
    var object = encoder.container(keyedBy: Key.self)
    try object.encode(verdict.kind, forKey: .verdict)
    try object.encodeIfPresent(verdict.confidence, forKey: .confidence)
    try object.encode(verdict.text, forKey: .text)
    try object.encode(verdict.by, forKey: .by)
    try object.encode(
      verdict.at.formatted(Date.ISO8601FormatStyle(includingFractionalSeconds: true)), forKey: .at)
    try object.encode(verdict.seconds, forKey: .seconds)
  }
}
