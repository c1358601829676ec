import VigilCore
import VigilDetection

extension ScoreCalibration {
  /// How many events the samples so far make at a threshold, by the hour of the day in which they begin.
  ///
  /// - Returns: [24]; nil for a threshold so low that not all the scores were kept which its events consist of.
  public func events(at threshold: Float) -> [Int]? {
    let floor = hours.map(\.floor).max() ?? 0
    // An event goes on as long as scores are above the threshold less the hysteresis.
    guard floor == 0 || floor + options.rules.hysteresis <= threshold else { return nil }
    var rules = options.rules
    rules.threshold = threshold
    var hourOfSample: [Int: Int] = [:]
    for (hour, kept) in hours.enumerated() { for entry in kept.entries { hourOfSample[entry.index] = hour } }
    var counts = [Int](repeating: 0, count: 24)
    for stretch in HighScores.stretches(hours, from: floor) {
      for event in EventDetector.events(in: stretch, rules: rules) {
        if let hour = hourOfSample[event.firstSnippet] { counts[hour] += 1 }
      }
    }
    return counts
  }

  /// The scores that so many of the samples reach.
  ///
  /// - Parameter counts: How many samples; 1 for the highest score.
  /// - Returns: In the same order; nil for a count of none or of more than were kept.
  public func scores(reachedBy counts: [Int]) -> [Float?] {
    let floor = hours.map(\.floor).max() ?? 0
    let kept = hours.flatMap { $0.entries.map(\.score) }.filter { $0 >= floor }.sorted(by: >)
    return counts.map { kept.indices.contains($0 - 1) ? kept[$0 - 1] : nil }
  }

  /// How long each hour of the day was watched, in seconds: [24].
  public var watchedByHour: [Double] { hours.map(\.seconds) }
}
