/// What is done again and again, each after its own time.
struct Chores {
  /// What there is to do.
  enum Chore: CaseIterable {
    /// Writing what waits in memory.
    case tend
    /// A line in the log, and retention.
    case minute
    /// Old scores and events, thresholds.
    case hour

    /// Seconds from one time to the next.
    var interval: Double {
      switch self {
      case .tend: 5
      case .minute: 60
      case .hour: 3600
      }
    }
  }

  private var last: [Chore: Double] = [:]

  /// Begins at a time, in monotonic seconds; the first of each is due after its time has passed.
  init(at now: Double) {
    for chore in Chore.allCases { last[chore] = now }
  }

  /// What is due, which counts as done.
  mutating func due(at now: Double) -> [Chore] {
    Chore.allCases.filter { chore in
      guard now - (last[chore] ?? now) >= chore.interval else { return false }
      last[chore] = now
      return true
    }
  }
}
