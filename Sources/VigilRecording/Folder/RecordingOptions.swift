/// How a recording folder is used.
public struct RecordingOptions: Hashable, Sendable {
  /// Free bytes that are left on the disk: below, nothing is written.
  ///
  /// The database and the system need them. `Retention` makes room earlier, if `most` or `free` of its rules say so.
  public var reserve: Int64
  /// Seconds after which a folder that could not be written to is tried again.
  public var retryDelay: Double

  /// Makes options.
  public init(reserve: Int64 = 256 << 20, retryDelay: Double = 5) {
    self.reserve = reserve
    self.retryDelay = retryDelay
  }
}
