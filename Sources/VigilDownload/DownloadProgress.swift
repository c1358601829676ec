/// How far a download has come.
public struct DownloadProgress: Hashable, Sendable {
  /// A request that failed and will be retried.
  public struct Retry: Hashable, Sendable {
    /// What went wrong, in one line.
    public var reason: String
    /// How many requests have failed in a row.
    public var failures: Int
    /// The delay before the next request.
    public var delay: Duration

    /// Makes one.
    public init(reason: String, failures: Int, delay: Duration) {
      self.reason = reason
      self.failures = failures
      self.delay = delay
    }
  }

  /// The bytes on disk, those of an earlier run included.
  public var bytes: Int
  /// The size of the whole file in bytes, when the server has said it.
  public var total: Int?
  /// Set when the download pauses because a request failed.
  public var retry: Retry?

  /// Makes one.
  public init(bytes: Int, total: Int? = nil, retry: Retry? = nil) {
    self.bytes = bytes
    self.total = total
    self.retry = retry
  }
}
