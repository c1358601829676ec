public import VigilCore
public import VigilEvaluation

/// Learns a new head from a lesson and compares it with the present one on days that it has not seen.
///
/// Days are divided into blocks. For each block a head is learned on the others and scores the block, so each day is held out once, whole:
/// neighbouring snippets are too alike to be divided. The threshold for a block comes from scores of the other blocks, each by the head that
/// had not seen it. So no head is judged on what it was made from, and no threshold on scores that it was chosen by; but the heads that
/// gave these scores had seen the block that the threshold is judged on. What the present head did is known: it raised the alarms, on the
/// days on which it watched. Heads are compared on those days alone.
public struct HeadTrial<Head> {
  /// Learns a head from stretches.
  public typealias Fit = (_ stretches: [ReviewedStretch]) async throws -> Head
  /// Scores the snippets of each of several features of [snippets, crops, F].
  public typealias Score = (_ head: Head, _ features: [Tensor]) async throws -> [[Float]]

  /// A head that was learned from everything, and how heads made in the same way did on days held out.
  public struct Outcome {
    /// The new head.
    public var head: Head
    /// The new head beside the present one.
    public var comparison: HeadComparison
  }

  /// Blocks of days.
  public var blocks: Int
  /// How intervals are made.
  public var bootstrap: Bootstrap

  /// Describes a trial.
  public init(blocks: Int = 5, bootstrap: Bootstrap = Bootstrap()) {
    precondition(blocks >= 2, "a trial needs two blocks of days or more")
    self.blocks = blocks
    self.bootstrap = bootstrap
  }

  /// Learns and compares.
  ///
  /// - Parameter progress: told how many heads of how many are learned.
  /// - Throws: What `fit` and `score` throw; `LearningError.tooLittle` if days held out leave too little to learn from.
  public func run(
    _ lesson: Lesson, fit: Fit, score: Score, progress: (_ done: Int, _ of: Int) -> Void = { _, _ in }
  ) async throws -> Outcome {
    let parts = Self.blocks(of: lesson, count: blocks)
    var peaks = [Float](repeating: 0, count: lesson.stretches.count)
    for (place, days) in parts.enumerated() {
      let held = lesson.judged.filter { days.contains(lesson.stretches[$0].day) }
      guard !held.isEmpty else { continue }
      let head = try await fit(lesson.material { !days.contains($0) })
      let scored = try await score(head, held.map { lesson.stretches[$0].features }).map { $0.max() ?? 0 }
      for (index, peak) in zip(held, scored) { peaks[index] = peak }
      progress(place + 1, parts.count + 1)
    }
    let head = try await fit(lesson.material { _ in true })
    progress(parts.count + 1, parts.count + 1)
    return Outcome(
      head: head,
      comparison: HeadComparison(
        lesson, peaks: peaks, blocks: parts, bootstrap: bootstrap))
  }

  /// Days in blocks that follow each other, with about as many labels in each.
  static func blocks(of lesson: Lesson, count: Int) -> [Set<Int>] {
    var labels: [Int: Int] = [:]
    for place in lesson.judged where lesson.stretches[place].kind != .quiet {
      labels[lesson.stretches[place].day, default: 0] += 1
    }
    let total = labels.values.reduce(0, +)
    var blocks: [Set<Int>] = [[]]
    var done = 0
    for day in lesson.days {
      // The next block begins once this one has its share.
      if done * count >= total * blocks.count, blocks.count < count { blocks.append([]) }
      blocks[blocks.count - 1].insert(day)
      done += labels[day] ?? 0
    }
    return blocks
  }
}

extension Lesson {
  /// What a head is learned from: the stretches of some days, near-duplicates once.
  ///
  /// - Throws: `LearningError.tooLittle` if one of the two kinds is missing.
  func material(of days: (Int) -> Bool) throws(LearningError) -> [ReviewedStretch] {
    let chosen = stretches.indices.filter { isDistinct[$0] && days(stretches[$0].day) }.map { stretches[$0] }
    guard Set(chosen.map(\.kind.isAnomaly)).count == 2 else {
      throw LearningError(
        .tooLittle, "real or false events are of so few days that none are left when those days are held out")
    }
    return chosen
  }
}
