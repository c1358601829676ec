public import Foundation

/// An event: an interval of snippets whose scores were judged abnormal.
public struct AnomalyEvent: Hashable, Sendable {
  /// The first snippet's index.
  public var firstSnippet: Int
  /// The last snippet's index.
  public var lastSnippet: Int
  /// When the first snippet starts, in seconds since the first frame of the source.
  public var start: Double
  /// When the last snippet ends, in seconds.
  public var end: Double
  /// The highest snippet score.
  public var peakScore: Float
  /// The index of the snippet with the highest score, the first of equals.
  public var peakSnippet: Int
  /// The middle of that snippet, in seconds.
  public var peakTime: Double
  /// Which part of a split event this is, counted from 0; later parts continue the one before.
  public var part: Int
  /// Wall-clock time at which the first frame arrived; nil for recordings.
  public var date: Date?

  /// Makes an event.
  public init(
    firstSnippet: Int, lastSnippet: Int, start: Double, end: Double,
    peakScore: Float, peakSnippet: Int, peakTime: Double, part: Int = 0, date: Date? = nil
  ) {
    self.firstSnippet = firstSnippet
    self.lastSnippet = lastSnippet
    self.start = start
    self.end = end
    self.peakScore = peakScore
    self.peakSnippet = peakSnippet
    self.peakTime = peakTime
    self.part = part
    self.date = date
  }

  /// The interval on the wall clock, with the length of the stream's own interval; nil for recordings.
  public var dates: DateInterval? { date.map { DateInterval(start: $0, duration: max(0, end - start)) } }

  /// The peak on the wall clock; nil for recordings.
  public var peakDate: Date? { date.map { $0 + (peakTime - start) } }
}

extension AnomalyEvent: Codable {
  private enum CodingKeys: CodingKey {
    case firstSnippet, lastSnippet, start, end, peakScore, peakSnippet, peakTime, part, date
  }

  /// Reads an event; `part` is absent unless the event was split.
  public init(from decoder: any Decoder) throws {
    let values = try decoder.container(keyedBy: CodingKeys.self)
    self.init(
      firstSnippet: try values.decode(Int.self, forKey: .firstSnippet),
      lastSnippet: try values.decode(Int.self, forKey: .lastSnippet),
      start: try values.decode(Double.self, forKey: .start),
      end: try values.decode(Double.self, forKey: .end),
      peakScore: try values.decode(Float.self, forKey: .peakScore),
      peakSnippet: try values.decode(Int.self, forKey: .peakSnippet),
      peakTime: try values.decode(Double.self, forKey: .peakTime),
      part: try values.decodeIfPresent(Int.self, forKey: .part) ?? 0,
      date: try values.decodeIfPresent(Date.self, forKey: .date))
  }

  /// Writes the event; the part only if it was split, the date only if there is one.
  public func encode(to encoder: any Encoder) throws {
    var values = encoder.container(keyedBy: CodingKeys.self)
    try values.encode(firstSnippet, forKey: .firstSnippet)
    try values.encode(lastSnippet, forKey: .lastSnippet)
    try values.encode(start, forKey: .start)
    try values.encode(end, forKey: .end)
    try values.encode(peakScore, forKey: .peakScore)
    try values.encode(peakSnippet, forKey: .peakSnippet)
    try values.encode(peakTime, forKey: .peakTime)
    if part > 0 { try values.encode(part, forKey: .part) }
    try values.encodeIfPresent(date, forKey: .date)
  }
}
