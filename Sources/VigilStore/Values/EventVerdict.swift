public import Foundation

/// What a program that the station's file names says of an event afterwards.
///
/// It is nobody's label: it changes neither the event's severity nor what a model learns.
public struct EventVerdict: Hashable, Sendable, Codable {
  /// What is said.
  public enum Kind: String, Hashable, Sendable, CaseIterable, Codable {
    /// Something happened that the station is there for.
    case real
    /// Nothing did.
    case falseAlarm = "false"
    /// It cannot be told.
    case unsure
    /// The program said nothing that can be used; the text says why.
    case failed
  }

  /// What is said.
  public var kind: Kind
  /// How sure it is, 0 to 1.
  public var confidence: Double?
  /// More words, one line; empty if there are none.
  public var text: String
  /// The name of the program.
  public var by: String
  /// When it was said.
  public var at: Date
  /// How long the program took, in seconds.
  public var seconds: Double

  /// Makes a verdict.
  public init(
    _ kind: Kind, confidence: Double? = nil, text: String = "", by author: String, at date: Date,
    seconds: Double
  ) {
    (self.kind, self.confidence, self.text) = (kind, confidence, text)
    (by, at, self.seconds) = (author, date, seconds)
  }

  private enum CodingKeys: String, CodingKey {
    case kind = "verdict"
    case confidence, text, by, at, seconds
  }
}
