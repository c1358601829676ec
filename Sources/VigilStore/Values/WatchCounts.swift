public import Foundation

/// What was done with the pictures of a camera, or of several, in a time.
public struct WatchCounts: Hashable, Sendable, Codable {
  /// How long it was watched, in seconds.
  public var seconds: Double
  /// Snippets that have a score.
  public var scored: Int
  /// Those of them in which nothing changed, and which kept the features of the one before.
  public var still: Int
  /// Those of them of which less was extracted than asked for, to save time.
  public var reduced: Int
  /// Snippets that were not scored since the networks were busy.
  public var dropped: Int
  /// Snippets that were left out to save time.
  public var skipped: Int
  /// Frames that were not decoded since decoding was too slow.
  public var lateFrames: Int

  /// Makes counts.
  public init(
    seconds: Double = 0, scored: Int = 0, still: Int = 0, reduced: Int = 0, dropped: Int = 0,
    skipped: Int = 0, lateFrames: Int = 0
  ) {
    (self.seconds, self.scored, self.still, self.reduced) = (seconds, scored, still, reduced)
    (self.dropped, self.skipped, self.lateFrames) = (dropped, skipped, lateFrames)
  }

  /// Adds what others did.
  public static func += (counts: inout WatchCounts, more: WatchCounts) {
    counts.seconds += more.seconds
    counts.scored += more.scored
    counts.still += more.still
    counts.reduced += more.reduced
    counts.dropped += more.dropped
    counts.skipped += more.skipped
    counts.lateFrames += more.lateFrames
  }
}

/// What was done with the pictures of a camera in an hour.
public struct CameraHour: Hashable, Sendable {
  /// The camera's name.
  public var camera: String
  /// Whole hours since 1970, UTC.
  public var hour: Int
  /// What was done in it.
  public var counts: WatchCounts

  /// Makes a description of an hour.
  public init(camera: String, hour: Int, counts: WatchCounts) {
    (self.camera, self.hour, self.counts) = (camera, hour, counts)
  }

  /// The hour in which a moment is.
  public static func hour(of date: Date) -> Int {
    Int((date.timeIntervalSince1970 / 3600).rounded(.down))
  }
}
