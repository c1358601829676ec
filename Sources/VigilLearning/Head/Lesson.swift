import VigilCore

/// What there is to learn from: stretches by day, near-duplicates known, and enough of them.
public struct Lesson: Sendable {
  /// The least that a head is learned from, near-duplicates counted once.
  public struct Minimum: Hashable, Sendable {
    /// Events called false.
    public var falseAlarms: Int
    /// Events called real, and spans that were missed.
    public var anomalies: Int
    /// Days with either.
    public var days: Int
    /// Stretches in which nothing was raised.
    public var quiet: Int

    /// By default 20 false alarms, 10 anomalies and 20 quiet stretches, on 5 days.
    public init(falseAlarms: Int = 20, anomalies: Int = 10, days: Int = 5, quiet: Int = 20) {
      self.falseAlarms = falseAlarms
      self.anomalies = anomalies
      self.days = days
      self.quiet = quiet
    }
  }

  /// All stretches, in the order given.
  public let stretches: [ReviewedStretch]
  /// For each stretch whether it is unlike all before it of the same camera and kind.
  public let isDistinct: [Bool]
  /// The places of the stretches that the present head watched: heads are compared on these.
  let judged: [Int]
  /// The days on which it watched, in order.
  public let days: [Int]
  /// Hours watched by camera and day.
  let hours: [WatchedDay]

  /// Takes what people said.
  ///
  /// - Parameters:
  ///   - watched: How long each camera was watched by the present head, for rates; days without a stretch count too.
  ///   - minimum: The least that will do, of what the present head watched.
  ///   - duplicateSimilarity: The cosine of two mean features, standardised over all stretches, from which on a stretch counts as one that
  ///     was there before.
  /// - Throws: `LearningError.tooLittle` that says all that is missing; `badFeatures`.
  public init(
    _ stretches: [ReviewedStretch], watched: [WatchedDay], minimum: Minimum = Minimum(),
    duplicateSimilarity: Double = 0.99
  ) throws(LearningError) {
    if let first = stretches.first {
      let shape = first.features.shape.dropFirst()
      guard stretches.allSatisfy({ $0.features.shape.dropFirst() == shape }) else {
        throw LearningError(
          .badFeatures, "the features are of different networks; only those of one can be learned from")
      }
      guard stretches.allSatisfy({ $0.features.values.allSatisfy(\.isFinite) }) else {
        throw LearningError(
          .badFeatures, "there are non-finite features; the database is damaged, restore a backup")
      }
    }
    self.stretches = stretches
    isDistinct = Duplicates.distinct(stretches, similarity: duplicateSimilarity)
    judged = stretches.indices.filter { !stretches[$0].isFormer }
    days = Set(judged.map { stretches[$0].day }).union(watched.map(\.day)).sorted()
    hours = watched
    try check(minimum, similarity: duplicateSimilarity)
  }

  /// How many stretches of these kinds there are, near-duplicates counted once.
  public func distinct(_ kinds: Set<ReviewedStretch.Kind>) -> Int {
    stretches.indices.count { isDistinct[$0] && kinds.contains(stretches[$0].kind) }
  }

  /// How many stretches are like another that counts.
  public var duplicates: Int { isDistinct.count { !$0 } }

  /// Looks at what heads are compared on: before that there may be more to learn from, and too little to tell which is better.
  private func check(_ minimum: Minimum, similarity: Double) throws(LearningError) {
    let isSplit = judged.count < stretches.count
    let stretches = judged.map { self.stretches[$0] }
    let isDistinct = isSplit ? Duplicates.distinct(stretches, similarity: similarity) : isDistinct
    func distinct(_ kinds: Set<ReviewedStretch.Kind>) -> Int {
      zip(stretches, isDistinct).count { $1 && kinds.contains($0.kind) }
    }
    let reviewedDays = Set(stretches.filter { $0.kind != .quiet }.map(\.day)).count
    let needs = [
      (distinct([.falseAlarm]), minimum.falseAlarms, "events labelled false"),
      (distinct([.real, .missed]), minimum.anomalies, "labelled real or missed"),
      (reviewedDays, max(2, minimum.days), "days with labels"),
      (distinct([.quiet]), minimum.quiet, "quiet stretches with features"),
    ]
    let missing = needs.filter { $0.0 < $0.1 }.map { "\($0.0) of \($0.1) \($0.2)" }
    guard missing.isEmpty else {
      let use =
        isSplit
        ? "compare a new head with the present one by, since that watches the present view" : "learn from"
      throw LearningError(
        .tooLittle,
        "there is too little to \(use), near-duplicates counted once: \(missing.joined(separator: ", "))")
    }
    guard hours.reduce(0, { $0 + $1.hours }) > 0 else {
      throw LearningError(.tooLittle, "it is not known how long the cameras were watched")
    }
  }
}
