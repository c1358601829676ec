public import Foundation

/// What became of a clip that was written.
public struct ClipSummary: Hashable, Sendable {
  /// The files, in their order: one, unless the pictures' parameters changed.
  public var files: [ClipFile] = []
  /// The stretches of time within the clip of which there are no pictures.
  public var gaps: [ClipGap] = []
  /// How much earlier the clip was to begin than the ring reaches back, in seconds.
  public var missingBefore = 0.0
  /// How much later the clip was to end than the newest picture, in seconds.
  public var missingAfter = 0.0
  /// What the user should know, such as sound that had to be left out.
  public var notes: [String] = []

  /// When the first picture is shown, on the timeline of the reading, in seconds; at or before what was asked for,
  /// for it can be decoded by itself.
  public var start: Double { files.first?.start ?? 0 }
  /// When the last picture stops being shown, on the timeline of the reading, in seconds.
  public var end: Double { files.last?.end ?? 0 }
}

/// One file of a clip.
public struct ClipFile: Hashable, Sendable {
  /// Where it is.
  public var url: URL
  /// When its first picture is shown, on the timeline of the reading, in seconds. It is at zero in the file.
  public var start: Double
  /// When its last picture stops being shown, on the timeline of the reading, in seconds.
  public var end: Double
  /// When the packet of its first picture arrived.
  public var startDate: Date
  /// How many pictures it has.
  public var pictures: Int
  /// How many packets of sound it has.
  public var soundPackets: Int
  /// What its pictures are.
  public var video: StreamParameters
}

/// A stretch of time in a clip of which there are no pictures; in a file, the picture before it stays on show.
public struct ClipGap: Hashable, Sendable {
  /// When the last picture before it is shown, in seconds.
  public var start: Double
  /// When the first picture after it is shown, in seconds.
  public var end: Double

  /// Makes a gap.
  public init(start: Double, end: Double) {
    self.start = start
    self.end = end
  }
}
