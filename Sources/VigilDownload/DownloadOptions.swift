/// The limits, time-outs and retries of a download.
public struct DownloadOptions: Hashable, Sendable {
  /// The largest file to accept, in bytes; 4 GiB unless set.
  public var maximumBytes = 4 << 30
  /// How many redirects one request may follow.
  public var maximumRedirects = 5
  /// How many requests may fail in a row. One that brought at least 1 MiB of new bytes starts a new count, so that a
  /// long download over a poor line succeeds, and one that makes no progress ends.
  public var maximumAttempts = 6
  /// How long connecting may take, TLS included.
  public var connectTimeout = Duration.seconds(15)
  /// How long a connection may be silent before it counts as lost.
  public var readTimeout = Duration.seconds(60)
  /// The delay after the first failure; it doubles with each further one in a row.
  public var firstDelay = Duration.seconds(1)
  /// The longest delay between two requests, even when the server asks for more.
  public var longestDelay = Duration.seconds(60)

  /// The defaults, to be changed one by one.
  public init() {}

  /// The delay before the request that follows `failures` failed ones in a row.
  ///
  /// A server that says how long to wait is obeyed up to ``longestDelay``.
  package func delay(afterFailures failures: Int, serverAsksFor asked: Duration? = nil) -> Duration {
    var delay = firstDelay
    var doublings = failures - 1
    while doublings > 0, delay > .zero, delay < longestDelay {
      delay *= 2
      doublings -= 1
    }
    return min(max(delay, asked ?? .zero), longestDelay)
  }
}
