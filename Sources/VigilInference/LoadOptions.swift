/// How a network is to be loaded.
public struct LoadOptions: Sendable, Hashable {
  /// The precision of the arithmetic.
  public enum Precision: String, Sendable, Hashable, CaseIterable {
    /// 32-bit floats everywhere unless the network says otherwise.
    case float32
    /// 16-bit floats if the device supports them, else 32-bit ones.
    case float16
  }

  /// The number of processor threads; nil for one on each core that the process may use.
  public var threads: Int?
  /// The number of concurrent inferences, sharing the threads; nil for the best for `concurrentItems`.
  public var streams: Int?
  /// How many independent inputs are usually waiting: ten for ten crops of one camera, one for a single crop.
  public var concurrentItems: Int
  /// The precision of the arithmetic.
  public var precision: Precision
  /// The cache of compiled networks; nil compiles the network from scratch each time.
  public var cache: ModelCache?

  /// Makes options.
  ///
  /// - Precondition: the numbers are at least 1.
  public init(
    threads: Int? = nil, streams: Int? = nil, concurrentItems: Int = 1, precision: Precision = .float32,
    cache: ModelCache? = .standard
  ) {
    precondition(
      threads ?? 1 >= 1 && streams ?? 1 >= 1 && concurrentItems >= 1,
      "threads, streams and concurrentItems must be at least 1")
    self.threads = threads
    self.streams = streams
    self.concurrentItems = concurrentItems
    self.precision = precision
    self.cache = cache
  }

  /// The requested threads and streams, or the best for this machine.
  public var layout: StreamLayout {
    let threads = threads ?? Processor.usableCores()
    let best = StreamLayout.best(items: concurrentItems, threads: threads)
    return StreamLayout(threads: threads, streams: streams ?? best.streams)
  }
}
