/// How patient a store is, and how much it holds in memory.
public struct StoreOptions: Hashable, Sendable {
  /// Seconds to wait for another program that has locked the database.
  public var patience: Double
  /// Seconds that scores may wait in memory: what a power cut costs.
  public var scoreAge: Double
  /// Scores of all cameras that are written at once at the latest.
  public var scoreCount: Int
  /// Scores of all cameras that are held while they cannot be written; the oldest are lost beyond.
  public var heldScores: Int
  /// Changes of settings that are remembered beside those in force.
  public var historyCount: Int
  /// Notices that are over and are remembered, whatever their age: a camera that comes and goes makes thousands a day.
  public var noticeCount: Int
  /// Messages that may wait for one channel; the oldest are given up beyond, and counted.
  public var outboxCount: Int
  /// Files that were removed and wait to be signed as such; the oldest are given up beyond, and counted.
  public var removalCount: Int

  /// Makes options.
  public init(
    patience: Double = 5, scoreAge: Double = 10, scoreCount: Int = 4096, heldScores: Int = 100_000,
    historyCount: Int = 10_000, noticeCount: Int = 100_000, outboxCount: Int = 1000,
    removalCount: Int = 100_000
  ) {
    self.patience = patience
    self.scoreAge = scoreAge
    self.scoreCount = scoreCount
    self.heldScores = heldScores
    self.historyCount = historyCount
    self.noticeCount = noticeCount
    self.outboxCount = outboxCount
    self.removalCount = removalCount
  }
}
