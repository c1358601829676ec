/// Intervals of frames as text: `240-300;410-450`, first and last frame, both included.
enum FrameIntervals {
  /// The longest possible video.
  static let mostFrames = 1 << 40

  /// Reads intervals; empty text has none.
  ///
  /// - Parameter firstFrame: the number that the text gives to the first frame of a video, 0 or 1.
  /// - Returns: nil for text in another format, frames before the first, and intervals that end before they begin.
  static func read(_ text: some StringProtocol, firstFrame: Int = 0) -> [Range<Int>]? {
    var intervals: [Range<Int>] = []
    for part in text.split(separator: ";") {
      let part = String(part.filter { !$0.isWhitespace })
      if part.isEmpty { continue }
      let ends = part.split(separator: "-", omittingEmptySubsequences: false)
      guard ends.count == 2, let first = Int(ends[0]), let last = Int(ends[1]), first >= firstFrame,
        last >= first, last < mostFrames
      else { return nil }
      intervals.append(first - firstFrame..<last - firstFrame + 1)
    }
    return intervals
  }

  /// Writes intervals, counted from 0.
  static func text(_ intervals: [Range<Int>]) -> String {
    intervals.map { "\($0.lowerBound)-\($0.upperBound - 1)" }.joined(separator: ";")
  }
}
