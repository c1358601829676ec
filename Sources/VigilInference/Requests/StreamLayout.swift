/// How inferences share the machine's threads.
public struct StreamLayout: Hashable, Sendable {
  /// The number of threads, over all streams.
  public var threads: Int
  /// The number of concurrent inferences.
  public var streams: Int
  /// The most inputs that one inference takes when several calls wait together; 1 where each has inferences of its own.
  public var gatheredItems: Int

  /// Makes a layout.
  public init(threads: Int, streams: Int, gatheredItems: Int = 1) {
    self.threads = threads
    self.streams = streams
    self.gatheredItems = gatheredItems
  }

  /// The number of calls of so many inputs that are computed at the same time.
  public func concurrentCalls(items: Int) -> Int { streams * max(1, gatheredItems / items) }

  /// The layout that finishes `items` equal and independent inferences soonest.
  ///
  /// There is a trade-off. Threads that share one inference wait for each other in every layer; threads with an
  /// inference each do not. But items are whole: ten items on eight streams take two rounds, the second almost idle.
  /// Among equal layouts the one with fewer streams wins, since each stream has its own intermediate values.
  public static func best(items: Int, threads: Int) -> StreamLayout {
    var best = StreamLayout(threads: threads, streams: 1)
    for streams in 1...max(1, min(items, threads)) {
      let layout = StreamLayout(threads: threads, streams: streams)
      if layout.rounds(items: items) < best.rounds(items: items) { best = layout }
    }
    return best
  }

  /// The stream counts worth measuring: one, the best as above, and the largest useful one; ascending.
  public static func streamCounts(items: Int, threads: Int) -> [Int] {
    Set([1, best(items: items, threads: threads).streams, max(1, min(items, threads))]).sorted()
  }

  /// The time to finish all items, in units of one inference on one thread.
  private func rounds(items: Int) -> Double {
    let share = Double(threads / streams)
    return Double((items + streams - 1) / streams) / (share * Self.sharedEfficiency(threads: share))
  }

  /// The fraction of the work of `threads` threads that is not lost by sharing one inference.
  ///
  /// With the extractor on two cores, 1 % was lost on an idle machine, and 5 to 14 % when other programs competed,
  /// as decoders do: then all threads wait for the interrupted one. Modelled as 5 % for each additional thread.
  private static func sharedEfficiency(threads: Double) -> Double {
    1 / (1 + 0.05 * (threads - 1))
  }
}
