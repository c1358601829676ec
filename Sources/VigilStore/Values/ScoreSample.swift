public import Foundation

/// The score of one snippet of a camera.
public struct ScoreSample: Hashable, Sendable {
  /// When the snippet begins, by the wall clock; kept to the millisecond.
  public var start: Date
  /// Seconds to the end of the snippet; kept to the millisecond.
  public var duration: Double
  /// 0 (normal) to 1 (abnormal).
  public var score: Float
  /// Whether nothing moved and the score is the one before.
  public var isStill: Bool

  /// Makes a sample.
  public init(start: Date, duration: Double, score: Float, isStill: Bool = false) {
    self.start = start
    self.duration = duration
    self.score = score
    self.isStill = isStill
  }
}

/// What the scores of a span of time were.
public struct ScoreSpan: Hashable, Sendable {
  /// Where it begins.
  public var start: Date
  /// Seconds.
  public var duration: Double
  /// The lowest score.
  public var low: Float
  /// The highest score.
  public var high: Float
  /// The mean over the samples.
  public var mean: Float
  /// How many samples begin in it, 1 or more.
  public var count: Int

  /// Makes a span.
  public init(start: Date, duration: Double, low: Float, high: Float, mean: Float, count: Int) {
    self.start = start
    self.duration = duration
    self.low = low
    self.high = high
    self.mean = mean
    self.count = count
  }
}
