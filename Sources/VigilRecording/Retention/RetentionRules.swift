/// How long recordings are kept.
public struct RetentionRules: Hashable, Sendable {
  /// Seconds after which segments are removed; nil for no limit.
  public var keep: Double?
  /// Seconds after which the files of events are removed that are not kept; nil for no limit.
  public var keepEvents: Double?

  /// Makes rules.
  public init(keep: Double? = nil, keepEvents: Double? = nil) {
    self.keep = keep
    self.keepEvents = keepEvents
  }
}

/// How much room all recordings of a station may take.
public struct RetentionRoom: Hashable, Sendable {
  /// The most bytes of all files together; nil for no limit.
  public var most: Int64?
  /// Bytes of the disk that stay free; nil for no limit but the folder's `reserve`.
  public var free: Int64?

  /// Makes limits.
  public init(most: Int64? = nil, free: Int64? = nil) {
    self.most = most
    self.free = free
  }
}
