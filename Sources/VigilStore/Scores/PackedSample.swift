import Foundation

/// A score with its times in whole milliseconds, as they are stored.
struct PackedSample: Hashable, Sendable {
  /// Milliseconds since 2001.
  var start: Int64
  /// Milliseconds.
  var duration: Int64
  var score: Float
  var isStill: Bool

  init(start: Int64, duration: Int64, score: Float, isStill: Bool) {
    self.start = start
    self.duration = duration
    self.score = score
    self.isStill = isStill
  }

  /// Rounds to milliseconds.
  ///
  /// - Throws: `invalid` for what is not a number, or no snippet's.
  init(_ sample: ScoreSample) throws(StoreError) {
    let start = sample.start.timeIntervalSinceReferenceDate
    guard sample.score.isFinite, (0..<86_400).contains(sample.duration), start.isFinite, abs(start) < 1e11
    else { throw StoreError(.invalid, "a score, its start or its duration is no number that can be stored") }
    self.init(
      start: Self.milliseconds(sample.start), duration: Int64((sample.duration * 1000).rounded()),
      score: sample.score, isStill: sample.isStill)
  }

  /// As callers see it.
  var sample: ScoreSample {
    ScoreSample(
      start: Self.date(start), duration: Double(duration) / 1000, score: score, isStill: isStill)
  }

  static func milliseconds(_ date: Date) -> Int64 {
    Int64(min(1e14, max(-1e14, (date.timeIntervalSinceReferenceDate * 1000).rounded())))
  }

  static func date(_ milliseconds: Int64) -> Date {
    Date(timeIntervalSinceReferenceDate: Double(milliseconds) / 1000)
  }

  /// The number of the span of some milliseconds that a moment is in, also before 2001.
  static func slot(_ milliseconds: Int64, of length: Int64) -> Int64 {
    let slot = milliseconds / length
    return milliseconds % length < 0 ? slot - 1 : slot
  }
}
