public import Foundation

/// That somebody has seen an event: the first who did.
public struct Acknowledgement: Hashable, Sendable {
  /// How it is known.
  public enum Means: String, Hashable, Sendable, CaseIterable, Codable {
    /// Somebody said so.
    case said
    /// Somebody said what the event was.
    case label
    /// Somebody keeps it.
    case kept
  }

  /// The event.
  public var event: UUID
  /// Who.
  public var by: String
  /// When.
  public var at: Date
  /// How it is known.
  public var means: Means

  /// Makes an acknowledgement.
  public init(event: UUID, by author: String, at date: Date, means: Means = .said) {
    (self.event, by, at, self.means) = (event, author, date, means)
  }
}
