public import Foundation
public import VigilMedia

/// What was cut out of a continuous recording.
public struct SpanCut: Hashable, Sendable {
  /// What was asked for.
  public var span: DateInterval
  /// The files, in their order, with times in seconds since the span's start.
  public var files: [ClipFile]
  /// Where nothing was recorded within the span, in order. In a file, the picture before stays on show.
  public var gaps: [DateInterval]
  /// Segments that cannot be read and are left out, a line each.
  public var problems: [String]

  /// Makes a cut.
  public init(
    span: DateInterval, files: [ClipFile] = [], gaps: [DateInterval] = [], problems: [String] = []
  ) {
    self.span = span
    self.files = files
    self.gaps = gaps
    self.problems = problems
  }

  /// When a file's first picture was taken, which is at or before the span's start where there is one, and when its last ends.
  public func interval(of file: ClipFile) -> DateInterval {
    DateInterval(start: span.start + file.start, end: span.start + max(file.start, file.end))
  }

  /// What of a span is in none of some intervals, but for pauses that are none.
  static func gaps(in span: DateInterval, of recorded: [DateInterval]) -> [DateInterval] {
    var gaps: [DateInterval] = []
    var reached = span.start
    let end = DateInterval(start: span.end, duration: 0)
    for next in recorded.filter({ $0.start < span.end }).sorted() + [end] {
      if next.start.timeIntervalSince(reached) > RecordedStretch.unnoticedPause {
        gaps.append(DateInterval(start: reached, end: next.start))
      }
      reached = max(reached, next.end)
    }
    return gaps
  }
}
