/// What the scores of a span were, in a form that can be joined with others.
struct ScoreSummary: Hashable, Sendable {
  /// Seconds of the spans that are kept beside the scores, so that a timeline of a year reads few rows.
  static let levels: [Int64] = [120, 1800, 21_600]

  var low: Float
  var high: Float
  var total: Double
  var count: Int

  init(low: Float, high: Float, total: Double, count: Int) {
    self.low = low
    self.high = high
    self.total = total
    self.count = count
  }

  init(_ sample: PackedSample) {
    self.init(low: sample.score, high: sample.score, total: Double(sample.score), count: 1)
  }

  /// Takes those of another.
  mutating func join(_ other: ScoreSummary) {
    low = min(low, other.low)
    high = max(high, other.high)
    total += other.total
    count += other.count
  }

  /// As callers see it; times in milliseconds.
  func span(start: Int64, duration: Int64) -> ScoreSpan {
    ScoreSpan(
      start: PackedSample.date(start), duration: Double(duration) / 1000, low: low, high: high,
      mean: Float(total / Double(count)), count: count)
  }
}

/// Summaries by the number of their span.
struct ScoreSummaries: Sendable {
  private(set) var bySlot: [Int64: ScoreSummary] = [:]

  mutating func join(_ summary: ScoreSummary, slot: Int64) {
    if bySlot[slot]?.join(summary) == nil { bySlot[slot] = summary }
  }
}
