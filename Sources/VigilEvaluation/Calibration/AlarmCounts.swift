import VigilCore
import VigilDetection

/// The number of events in footage at each threshold, by block of time.
struct AlarmCounts {
  /// The length of the footage.
  let days: Double
  /// The number of blocks.
  let blocks: Int
  /// Thresholds as log-odds, from the highest score down to the middle one.
  private let levels: [Double]
  /// [levels, blocks].
  private var counts: [[Int]] = []
  /// [levels]; the parts of an event that is too long are one peak.
  private var peakCounts: [Int] = []
  private let footage: [[SnippetScore]]
  private let rules: EventRules
  /// The length of a block in seconds, and the first block of each recording.
  private let blockLength: Double
  private let firstBlocks: [Int]
  /// Where the blocks of each recording begin in its time.
  private let starts: [Double]

  init(_ footage: [[SnippetScore]], rules: EventRules) throws(EvaluationError) {
    let footage = footage.filter { !$0.isEmpty }
    let seconds = footage.joined().reduce(0) { $0 + max(0, $1.position.end - $1.position.start) }
    let scores = footage.joined().map(\.score).sorted(by: >)
    guard scores.count >= 2, seconds > 0 else {
      throw EvaluationError(
        .tooLittleFootage, "there is no footage with a score; name videos of a snippet or more")
    }
    guard scores.allSatisfy(\.isFinite) else {
      throw EvaluationError(.badValue, "the footage has a non-finite score; is the model damaged?")
    }
    self.footage = footage
    self.rules = rules
    days = seconds / 86_400
    blockLength = min(max(seconds / 40, 10), 3600)
    var first = 0
    var firstBlocks: [Int] = []
    for track in footage {
      firstBlocks.append(first)
      let length = track[track.count - 1].position.end - track[0].position.start
      first += max(1, Int((length / blockLength).rounded(.up)))
    }
    self.firstBlocks = firstBlocks
    starts = footage.map { $0[0].position.start }
    blocks = first
    levels = Self.levels(scores, count: scores.count / 2 + 1)
    count()
  }

  /// Counts in the highest scores of a long watch, of which the others were not kept.
  ///
  /// - Parameters:
  ///   - footage: The kept scores of each stretch; their positions are in seconds watched, and indices have gaps where scores
  ///     were not kept.
  ///   - seconds: How long was watched.
  ///   - floor: Every score of at least this was kept.
  init(high footage: [[SnippetScore]], seconds: Double, floor: Float, rules: EventRules)
    throws(EvaluationError)
  {
    // Where an event ends is known only if everything above the threshold less the hysteresis was kept.
    let scores = footage.joined().map(\.score).filter { floor == 0 || $0 >= floor + rules.hysteresis }.sorted(
      by: >)
    guard scores.count >= 2, seconds > 0 else {
      throw EvaluationError(.tooLittleFootage, "too few scores are stored; watch for longer")
    }
    self.footage = footage
    self.rules = rules
    days = seconds / 86_400
    blockLength = min(max(seconds / 40, 10), 3600)
    blocks = max(1, Int((seconds / blockLength).rounded(.up)))
    firstBlocks = footage.map { _ in 0 }
    starts = footage.map { _ in 0 }
    levels = Self.levels(scores, count: floor > 0 ? scores.count : scores.count / 2 + 1)
    count()
  }

  /// Every one of the highest scores is a threshold; lower down, fewer and fewer are.
  private static func levels(_ scores: [Float], count: Int) -> [Double] {
    var levels: [Double] = []
    var rank = 0
    while rank < count {
      let level = AlarmCalibration.logOdds(scores[rank])
      if levels.last.map({ level < $0 }) ?? true { levels.append(level) }
      rank += max(1, rank / 16)
    }
    return levels
  }

  private mutating func count() {
    for level in levels {
      var row = [Int](repeating: 0, count: blocks)
      let events = events(at: level)
      for event in events { row[event.block] += 1 }
      counts.append(row)
      peakCounts.append(events.count { $0.event.part == 0 })
    }
  }

  /// The highest score.
  var highest: Double { levels[0] }

  /// The largest number of events at any threshold.
  var mostAlarms: Double { Double(counts.map { $0.reduce(0, +) }.max() ?? 0) }

  /// The number of events at a threshold, interpolated between the counted ones.
  func alarms(at level: Double, weights: [Int]?) -> Double {
    guard let below = levels.firstIndex(where: { $0 <= level }) else { return 0 }
    let count = total(below, weights)
    guard below > 0 else { return count }
    let share = (levels[below - 1] - level) / (levels[below - 1] - levels[below])
    return total(below - 1, weights) + share * (count - total(below - 1, weights))
  }

  /// The threshold with a given number of events, no higher one having more; nil if there is none.
  func logOdds(alarms: Double, weights: [Int]?) -> Double? {
    var before = 0.0
    for (place, level) in levels.enumerated() {
      let count = total(place, weights)
      if count > alarms {
        guard place > 0 else { return nil }
        return levels[place - 1] + (alarms - before) / (count - before) * (level - levels[place - 1])
      }
      before = count
    }
    return nil
  }

  /// The highest threshold with a given number of peaks, else the one with the most.
  func base(peaks wanted: Int) -> (level: Double, peaks: Int)? {
    let place =
      peakCounts.firstIndex { $0 >= wanted } ?? peakCounts.indices.max { peakCounts[$0] < peakCounts[$1] }
    return place.map { (levels[$0], peakCounts[$0]) }
  }

  /// How far the events of a threshold rise above it, each as one whole, and in which block each begins.
  func peaks(over level: Double) -> [PeakTail.Excess] {
    // Near 1, the rounding of scores is as much as a step in log-odds.
    events(at: level, areWhole: true).map {
      PeakTail.Excess(height: max(0, AlarmCalibration.logOdds($0.event.peakScore) - level), block: $0.block)
    }
  }

  /// The events under some rules.
  func events(_ rules: EventRules) -> [AnomalyEvent] {
    footage.flatMap { EventDetector.events(in: $0, rules: rules) }
  }

  private func events(at level: Double, areWhole: Bool = false) -> [(event: AnomalyEvent, block: Int)] {
    var rules = rules
    if areWhole { rules.maximumLength = nil }
    // Slightly lower, so that the score the threshold came from is not below it after rounding.
    rules.threshold = Float(AlarmCalibration.score(level) - 1e-7)
    return footage.enumerated().flatMap { place, track in
      EventDetector.events(in: track, rules: rules).map { event in
        let block = firstBlocks[place] + Int((event.start - starts[place]) / blockLength)
        let next = place + 1 < firstBlocks.count ? firstBlocks[place + 1] : 0
        return (event, min(block, (next > firstBlocks[place] ? next : blocks) - 1))
      }
    }
  }

  private func total(_ place: Int, _ weights: [Int]?) -> Double {
    guard let weights else { return Double(counts[place].reduce(0, +)) }
    return Double(zip(counts[place], weights).reduce(0) { $0 + $1.0 * $1.1 })
  }
}
