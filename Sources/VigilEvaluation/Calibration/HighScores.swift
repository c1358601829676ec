import VigilCore

/// The highest scores of a long watch, in their order, within a fixed amount of memory.
///
/// Thresholds that are worth anything are high, so that the many low scores need only be counted.
struct HighScores: Sendable {
  struct Entry: Sendable {
    /// The place among all scores; a new stretch begins with a jump of `gap`.
    var index: Int
    /// Seconds watched before it.
    var start: Double
    var duration: Float
    var score: Float
  }

  /// Further apart than any merge gap.
  static let gap = 1 << 20

  private(set) var entries: [Entry] = []
  /// Every score of at least this is kept.
  private(set) var floor: Float = 0
  /// All scores, and how long they are together.
  private(set) var count = 0
  private(set) var seconds = 0.0
  private let capacity: Int

  init(capacity: Int) { self.capacity = capacity }

  /// - Parameters:
  ///   - index: Rising.
  ///   - start: In the seconds that the entries are to count in.
  mutating func add(index: Int, start: Double, duration: Double, score: Float) {
    count += 1
    seconds += duration
    guard score >= floor else { return }
    entries.append(Entry(index: index, start: start, duration: Float(duration), score: score))
    guard entries.count >= capacity else { return }
    // The lower half goes. Of equal scores all go or none, or else the floor would not hold.
    let sorted = entries.map(\.score).sorted()
    let middle = sorted[sorted.count / 2]
    floor = middle > sorted[0] ? middle : middle.nextUp
    let least = floor
    entries.removeAll { $0.score < least }
  }

  /// The stretches of the kept scores of several.
  static func stretches(_ all: [HighScores], from floor: Float) -> [[SnippetScore]] {
    let entries = all.flatMap { $0.entries.filter { $0.score >= floor } }.sorted { $0.index < $1.index }
    var stretches: [[SnippetScore]] = []
    var stretch: Int?
    for entry in entries {
      if stretch != entry.index / gap { stretches.append([]) }
      stretch = entry.index / gap
      stretches[stretches.count - 1].append(SnippetScore(entry))
    }
    return stretches
  }
}

extension SnippetScore {
  fileprivate init(_ entry: HighScores.Entry) {
    self.init(
      position: SnippetPosition(
        index: entry.index, startFrame: 0, endFrame: SnippetPosition.framesPerSnippet, start: entry.start,
        end: entry.start + Double(entry.duration)),
      cropScores: [entry.score])
  }
}
