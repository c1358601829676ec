public import VigilCore

/// The shape of a score track of any length in bounded memory, for charts.
///
/// Snippets fall into bins of equal size. When all bins are used, neighbours are merged and a bin holds
/// twice as many: a curve of two weeks takes as much memory as one of two hours. The result depends only on
/// the snippets and their order.
public struct ScoreCurve: Hashable, Sendable {
  /// A run of snippets.
  public struct Bin: Hashable, Sendable {
    /// When the first snippet starts, in seconds.
    public var start: Double
    /// When the last snippet ends, in seconds.
    public var end: Double
    /// The lowest score.
    public var minimum: Float
    /// The highest score.
    public var maximum: Float
    /// The sum of the scores.
    public var sum: Double
    /// The number of finite scores.
    public var count: Int

    /// The mean score; nil if no score is finite.
    public var mean: Double? { count > 0 ? sum / Double(count) : nil }

    init(_ score: SnippetScore) {
      let scored = score.score.isFinite
      start = score.position.start
      end = score.position.end
      minimum = scored ? score.score : .infinity
      maximum = scored ? score.score : -.infinity
      sum = scored ? Double(score.score) : 0
      count = scored ? 1 : 0
    }

    mutating func join(_ next: Bin) {
      end = next.end
      minimum = min(minimum, next.minimum)
      maximum = max(maximum, next.maximum)
      sum += next.sum
      count += next.count
    }
  }

  /// The bins in order of time; at most `capacity`.
  public private(set) var bins: [Bin] = []
  /// How many snippets each bin but the last one holds.
  public private(set) var snippetsPerBin = 1
  /// The maximum number of bins.
  public let capacity: Int
  private var inLastBin = 0

  /// Makes an empty curve.
  ///
  /// - Precondition: `capacity` is even and positive.
  public init(capacity: Int = 2048) {
    precondition(
      capacity > 0 && capacity.isMultiple(of: 2),
      "bins are merged in pairs, so capacity must be even and positive")
    self.capacity = capacity
  }

  /// Makes the curve of a whole track.
  public init(_ scores: some Sequence<SnippetScore>, capacity: Int = 2048) {
    self.init(capacity: capacity)
    for score in scores { append(score) }
  }

  /// Appends the next snippet in time; amortised constant cost.
  public mutating func append(_ score: SnippetScore) {
    if inLastBin < snippetsPerBin, !bins.isEmpty {
      bins[bins.count - 1].join(Bin(score))
      inLastBin += 1
      return
    }
    if bins.count == capacity {
      bins = Self.joined(bins, by: 2)
      snippetsPerBin *= 2
    }
    bins.append(Bin(score))
    inLastBin = 1
  }

  /// The same curve in at most `most` bins, as many as a picture has room for.
  public func condensed(to most: Int) -> [Bin] {
    precondition(most > 0, "a curve needs at least one bin")
    return Self.joined(bins, by: (bins.count + most - 1) / most)
  }

  private static func joined(_ bins: [Bin], by count: Int) -> [Bin] {
    guard count > 1 else { return bins }
    return stride(from: 0, to: bins.count, by: count).map { first in
      var bin = bins[first]
      for next in bins[(first + 1)..<min(first + count, bins.count)] { bin.join(next) }
      return bin
    }
  }
}
