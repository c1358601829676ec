import Foundation

/// Spans of time without order or overlap of their own, to ask whether a moment is in one of them.
struct Spans {
  private var starts: [Date] = []
  private var ends: [Date] = []

  /// Joins those that overlap.
  init(_ intervals: [DateInterval]) {
    for interval in intervals.sorted() { add(interval.start, interval.end) }
  }

  /// Adds one that begins no earlier than those before; joins it to the last if it follows within `gap` seconds.
  mutating func add(_ start: Date, _ end: Date, gap: Double = 0) {
    if let last = ends.last, start <= last + gap {
      ends[ends.count - 1] = max(last, end)
    } else {
      starts.append(start)
      ends.append(end)
    }
  }

  /// Whether a moment is in one; the end of one is not.
  func contains(_ date: Date) -> Bool {
    var (low, high) = (0, starts.count)
    while low < high {
      let middle = (low + high) / 2
      if starts[middle] <= date { low = middle + 1 } else { high = middle }
    }
    return low > 0 && date < ends[low - 1]
  }

  /// Whether one overlaps another span.
  func overlaps(_ start: Date, _ end: Date) -> Bool {
    zip(starts, ends).contains { $0 <= end && $1 >= start }
  }
}
