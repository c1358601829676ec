/// How patient a download is, and how much it takes.
public struct DownloadOptions: Hashable, Sendable {
  /// The largest file to accept, in bytes; 4 GiB unless set.
  public var maximumBytes = 4 << 30
  /// How many redirects one request may follow.
  public var maximumRedirects = 5
  /// How many requests may fail in a row. A request that brought at least 1 MiB of new bytes begins a new row,
  /// so a long download over a poor line ends, and one that brings nothing does not go on forever.
  public var maximumAttempts = 6
  /// How long a connection may take to be made.
  public var connectTimeout = Duration.seconds(15)
  /// How long a connection may be silent before it counts as lost.
  public var readTimeout = Duration.seconds(60)
  /// The wait after the first failure of a row; it doubles with each further one.
  public var firstDelay = Duration.seconds(1)
  /// The longest wait between two requests, also when the server asks for more.
  public var longestDelay = Duration.seconds(60)

  /// The defaults, to be changed one by one.
  public init() {}

  /// The wait before the request that follows `failures` failed ones in a row.
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
