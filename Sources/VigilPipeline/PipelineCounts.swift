/// Totals of a run so far.
public struct PipelineCounts: Hashable, Sendable {
  /// Frames that are part of a snippet whose features were computed, padding not counted.
  public var scoredFrames = 0
  /// Snippets whose features were computed.
  public var snippets = 0
  /// Snippets whose crops were all extracted: all of them without a cascade.
  public var snippetsWithAllCrops = 0
  /// Snippets in which nothing changed, and which kept the features of the one before (`StillGate`).
  public var stillSnippets = 0
  /// Snippets of which less was extracted than asked for, to save time (`Economy`): fewer crops, or every second frame.
  public var reducedSnippets = 0
  /// Whole snippets that were left out to save time (`Economy`).
  public var skippedSnippets = 0
  /// Whole snippets of a live source that were never scored because inference was busy.
  public var droppedSnippets = 0
  /// Frames of a live source left over before a gap, or before many dropped ones, too few for a snippet.
  public var droppedFrames = 0
  /// Frames of a live source that were dropped before they were read, because decoding or preprocessing was too slow.
  public var skippedFrames = 0
  /// How many times a live source was interrupted and came back; those whose frames nobody read in time are merged into one `.gap`.
  public var gaps = 0
  /// Frames that the viewer (`onFrame`) was too slow for.
  public var unseenFrames = 0

  /// Makes totals of zero.
  public init() {}
}

/// The totals of the decoding task at the moment it hands something over.
struct DecodingCounts: Sendable {
  var droppedSnippets = 0
  var droppedFrames = 0
  var skippedFrames = 0
  var gaps = 0
  var unseenFrames = 0
}

extension PipelineCounts {
  /// Takes over the totals of the decoding task.
  mutating func note(_ decoding: DecodingCounts) {
    droppedSnippets = decoding.droppedSnippets
    droppedFrames = decoding.droppedFrames
    skippedFrames = decoding.skippedFrames
    gaps = decoding.gaps
    unseenFrames = decoding.unseenFrames
  }
}
