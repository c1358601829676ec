/// How a network is to be loaded.
public struct LoadOptions: Sendable, Hashable {
  /// How exact the arithmetic is.
  public enum Precision: String, Sendable, Hashable, CaseIterable {
    /// 32-bit floats everywhere that the network does not say otherwise.
    case float32
    /// 16-bit floats where the device computes in them, else 32-bit ones.
    case float16
  }

  /// The number of processor threads that compute; nil for one on each core that the process may use.
  public var threads: Int?
  /// The number of inferences that run at the same time, sharing the threads; nil for the best for `concurrentItems`.
  public var streams: Int?
  /// How many independent inputs are usually waiting: ten for ten crops of one camera, one for a single crop.
  public var concurrentItems: Int
  /// How exact the arithmetic is.
  public var precision: Precision
  /// Where compiled networks are kept; nil compiles the network anew each time.
  public var cache: ModelCache?

  /// Makes options.
  ///
  /// - Precondition: the numbers are at least 1.
  public init(
    threads: Int? = nil, streams: Int? = nil, concurrentItems: Int = 1, precision: Precision = .float32,
    cache: ModelCache? = .standard
  ) {
    precondition(
      threads ?? 1 >= 1 && streams ?? 1 >= 1 && concurrentItems >= 1, "there is at least one of everything")
    self.threads = threads
    self.streams = streams
    self.concurrentItems = concurrentItems
    self.precision = precision
    self.cache = cache
  }

  /// The threads and streams asked for, or the best for this machine.
  public var layout: StreamLayout {
    let threads = threads ?? Processor.usableCores()
    let best = StreamLayout.best(items: concurrentItems, threads: threads)
    return StreamLayout(threads: threads, streams: streams ?? best.streams)
  }
}
