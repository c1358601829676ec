public import Foundation

/// Of which time and of which cameras a summary is asked for.
public struct PeriodQuery: Hashable, Sendable {
  /// Where the time begins.
  public var from: Date
  /// Where it ends.
  public var to: Date
  /// Cameras that are there even if nothing is known of them, in their order.
  public var known: [String]
  /// Only these; nil for all of which something is known.
  public var cameras: Set<String>?
  /// Kinds of notices while which a camera sees nothing.
  public var blindKinds: [String]

  /// Makes a query.
  public init(
    from: Date, to: Date, known: [String] = [], cameras: Set<String>? = nil, blindKinds: [String]
  ) {
    (self.from, self.to, self.known, self.cameras) = (from, to, known, cameras)
    self.blindKinds = blindKinds
  }
}
