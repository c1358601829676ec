import VigilCore

/// Confidence intervals of a measure over videos, by drawing videos with replacement
/// (Efron and Tibshirani, "An Introduction to the Bootstrap", 1993, chapter 13).
///
/// Whole videos are drawn, since the frames of one video are strongly correlated.
public struct Bootstrap: Hashable, Sendable {
  /// The number of resamples.
  public var resamples: Int
  /// The confidence level: the fraction of resamples inside the interval.
  public var confidence: Double
  /// Random seed; equal seeds give equal intervals.
  public var seed: UInt64

  /// Describes a bootstrap.
  ///
  /// - Precondition: there is at least one resample, and the confidence lies between 0 and 1.
  public init(resamples: Int = 1000, confidence: Double = 0.95, seed: UInt64 = 1) {
    precondition(
      resamples >= 1 && confidence > 0 && confidence < 1,
      "resamples must be at least 1 and confidence between 0 and 1")
    self.resamples = resamples
    self.confidence = confidence
    self.seed = seed
  }

  /// The interval of a measure of weighted videos; nil with fewer than two videos, or if the measure is
  /// defined, and finite, for fewer than half of the resamples.
  public func interval(videos: Int, measure: ([Int]) -> Double?) -> ClosedRange<Double>? {
    intervals(videos: videos, measures: 1) { [measure($0)] }[0]
  }

  /// The intervals of several measures from the same resamples.
  public func intervals(
    videos: Int, measures: Int, _ measure: ([Int]) -> [Double?]
  ) -> [ClosedRange<Double>?] {
    guard videos >= 2 else { return Array(repeating: nil, count: measures) }
    var generator = SplitMix64(seed: seed)
    var values: [[Double]] = Array(repeating: [], count: measures)
    for _ in 0..<resamples {
      var weights = [Int](repeating: 0, count: videos)
      for _ in 0..<videos { weights[generator.index(below: videos)] += 1 }
      for (place, value) in measure(weights).enumerated() {
        if let value, value.isFinite { values[place].append(value) }
      }
    }
    return values.map { values in
      guard values.count * 2 > resamples else { return nil }
      let sorted = values.sorted()
      return quantile(sorted, (1 - confidence) / 2)...quantile(sorted, (1 + confidence) / 2)
    }
  }

  /// Interpolated between neighbours.
  private func quantile(_ sorted: [Double], _ share: Double) -> Double {
    let place = share * Double(sorted.count - 1)
    let below = Int(place)
    guard below + 1 < sorted.count else { return sorted[sorted.count - 1] }
    return sorted[below] + (place - Double(below)) * (sorted[below + 1] - sorted[below])
  }
}
