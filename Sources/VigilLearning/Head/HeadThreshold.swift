/// The threshold of a new head: scores of two heads have nothing in common but their order.
enum HeadThreshold {
  /// The highest threshold at which the new head finds a tenth of the anomalies more than the present one, or all. It finds fewer
  /// on days that have not been seen yet.
  ///
  /// - Parameters:
  ///   - anomalies: Highest scores by the new head.
  ///   - found: How many of them the present head found.
  ///   - others: Highest scores of all that is no anomaly, by the new head.
  /// - Returns: A score halfway between the last anomaly that is found and what scores next lower; 1 without anomalies.
  static func matching(anomalies: [Float], found: Int, others: [Float]) -> Float {
    guard !anomalies.isEmpty else { return 1 }
    let wanted = found + max(1, anomalies.count / 10)
    let scores = anomalies.sorted(by: >)
    let last = scores[min(wanted, scores.count) - 1]
    let next = (scores + others).filter { $0 < last }.max() ?? 0
    // Between neighbouring numbers there is no third.
    return max((last + next) / 2, next.nextUp)
  }
}
