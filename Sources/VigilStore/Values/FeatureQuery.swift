public import Foundation

/// Which kept features are asked for; the oldest come first.
public struct FeatureQuery: Hashable, Sendable {
  /// Only of these cameras; nil for all.
  public var cameras: [String]?
  /// Only of this network; nil for all.
  public var network: String?
  /// Only of this kind; nil for all.
  public var kind: FeatureStretch.Kind?
  /// Only those that end at this date or later.
  public var from: Date?
  /// Only those that begin before this date.
  public var to: Date?

  /// Makes a query.
  public init(
    cameras: [String]? = nil, network: String? = nil, kind: FeatureStretch.Kind? = nil, from: Date? = nil,
    to: Date? = nil
  ) {
    (self.cameras, self.network, self.kind, self.from, self.to) = (cameras, network, kind, from, to)
  }
}

/// What the kept features take.
public struct FeatureUse: Hashable, Sendable {
  /// How many stretches there are.
  public var stretches: Int
  /// What their features take, in bytes; the database takes a little more.
  public var bytes: Int64

  /// Makes a value.
  public init(stretches: Int, bytes: Int64) { (self.stretches, self.bytes) = (stretches, bytes) }
}
