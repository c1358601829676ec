public import Foundation
public import VigilCore

/// The content of the page about a detection, gathered while it runs.
///
/// Memory is bounded: the curve by its bins, the events and gaps by keeping the most important and
/// counting the rest.
public struct DetectionReport: Sendable {
  /// Other scores of the same source, drawn beside the first.
  public struct Comparison: Hashable, Sendable {
    /// The name in the legend, such as `online`.
    public var name: String
    /// Its scores.
    public var curve: ScoreCurve

    /// Makes a comparison.
    public init(name: String, curve: ScoreCurve) {
      self.name = name
      self.curve = curve
    }
  }

  struct Occurrence: Sendable {
    /// Counted from 1 over all events of the run.
    var number: Int
    var event: AnomalyEvent
    var thumbnail: Data?
  }

  /// How many events a page shows; the ones with the highest scores stay.
  public static let mostEvents = 200
  /// The maximum size of a thumbnail in bytes; larger ones are left out.
  public static let mostThumbnailBytes = 100_000

  /// The provenance of the result.
  public let provenance: Provenance
  /// Whether the source has no end of its own, so that a run which was ended on request is whole.
  public var isLive = false
  /// Where the page begins, in seconds since the first frame: 0, or later for a part of a longer run.
  public var start = 0.0
  /// All scores so far.
  public private(set) var curve = ScoreCurve()
  /// A second curve.
  public var comparison: Comparison?
  private(set) var statistics = ScoreStatistics()
  private(set) var events = TopRanked<Occurrence>(capacity: mostEvents) { Double($0.event.peakScore) }
  private(set) var gaps = TopRanked<SourceGap>(capacity: 200) { $0.end - $0.start }
  private(set) var gapSeconds = 0.0
  private(set) var eventSeconds = 0.0
  private(set) var end = 0.0
  /// The seconds that the page is about.
  var length: Double { max(0, end - start) }

  /// Makes an empty report.
  public init(_ provenance: Provenance) {
    self.provenance = provenance
  }

  /// Appends a snippet.
  public mutating func append(_ score: SnippetScore) {
    curve.append(score)
    statistics.add(score)
    if score.position.end > end { end = score.position.end }
  }

  /// Appends an event; a thumbnail that is not a JPEG picture is left out.
  public mutating func append(_ event: AnomalyEvent, thumbnail: Data? = nil) {
    let picture = thumbnail.flatMap {
      $0.starts(with: [0xFF, 0xD8, 0xFF]) && $0.count <= Self.mostThumbnailBytes ? $0 : nil
    }
    events.add(Occurrence(number: events.count + 1, event: event, thumbnail: picture))
    eventSeconds += event.end - event.start
  }

  /// Appends a gap.
  public mutating func append(_ gap: SourceGap) {
    gaps.add(gap)
    gapSeconds += gap.end - gap.start
    if gap.end > end { end = gap.end }
  }
}
