import Foundation
public import VigilCore

/// Gathers the frames of one source, one by one, into snippets of sixteen.
///
/// Frames are resized as they arrive, so at most fifteen small ones are held, and sixteen more where the last snippet reaches back.
/// Their indices may have gaps (a live source skips frames) and their size may change, even inside one snippet.
public struct SnippetAssembler: Sendable {
  /// One snippet, ready for the network.
  public struct Snippet: Sendable {
    /// Its position in the source.
    public var position: SnippetPosition
    /// Its frames.
    public var prepared: PreparedSnippet
    /// When the last of them arrived, in seconds on the monotonic clock; nil for recordings.
    public var arrival: Double?
  }

  /// The preprocessing.
  public var preprocessing: Preprocessing { preparer.preprocessing }
  /// How many frames are in no snippet, because of a gap or because the last snippet was dropped.
  public private(set) var droppedFrames = 0
  /// How many snippets were delivered.
  public private(set) var snippets = 0
  /// How many frames wait for their snippet to fill, 0...15.
  public var pendingFrames: Int { pending.count }

  private var preparer: FramePreparer
  /// The frames of the previous snippet, if the last snippet may need them.
  private var before: [PreparedFrame] = []
  private var pending: [PreparedFrame] = []
  private var first: (index: Int, time: Double, date: Date?) = (0, 0, nil)
  private var last: (index: Int, time: Double, arrival: Double?)?
  private var frameInterval: Double

  /// Makes an assembler without frames.
  ///
  /// - Parameters:
  ///   - preprocessing: how frames are resized and cropped.
  ///   - frameInterval: the source's nominal seconds per frame, used until two frames have shown it.
  public init(preprocessing: Preprocessing, frameInterval: Double = 0) {
    preparer = FramePreparer(preprocessing: preprocessing)
    self.frameInterval = frameInterval
  }

  /// Adds the next frame; returns a snippet with every sixteenth.
  ///
  /// - Throws: the error of a frame that cannot be resized; the assembler then stays unchanged.
  public mutating func append(_ frame: Frame) throws(PreprocessingError) -> Snippet? {
    let prepared = try preparer.prepare(frame, after: pending.first)
    if pending.isEmpty { first = (frame.index, frame.time, frame.date) }
    pending.append(prepared)
    if let last, frame.index > last.index, frame.time > last.time {
      frameInterval = (frame.time - last.time) / Double(frame.index - last.index)
    }
    last = (frame.index, frame.time, frame.arrival)
    return pending.count == SnippetPosition.framesPerSnippet ? release() : nil
  }

  /// Ends the source: returns the last partial snippet under the preset's policy, padded or not at all.
  ///
  /// Afterwards the assembler holds no frames and can continue.
  public mutating func finish() -> Snippet? {
    defer { before = [] }
    guard let lastFrame = pending.last else { return nil }
    let count = pending.count
    let missing = SnippetPosition.framesPerSnippet - count
    switch preprocessing.partialSnippet {
    case .repeatLastFrame:
      pending += repeatElement(lastFrame, count: missing)
    case .lastFrames:
      if before.isEmpty {
        pending += repeatElement(lastFrame, count: missing)
      } else {
        pending = before.suffix(missing) + pending
      }
    case .repeatFromStart:
      for index in count..<SnippetPosition.framesPerSnippet { pending.append(pending[index - count]) }
    case .drop:
      interrupt()
      return nil
    }
    return release()
  }

  /// Handles a gap in a live source: the frames of the partial snippet are dropped, because no snippet may span it.
  ///
  /// - Returns: how many were dropped.
  @discardableResult
  public mutating func interrupt() -> Int {
    let dropped = pending.count
    droppedFrames += dropped
    pending.removeAll(keepingCapacity: true)
    before = []
    last = nil
    return dropped
  }

  private mutating func release() -> Snippet? {
    guard let last else { return nil }
    let position = SnippetPosition(
      index: snippets, startFrame: first.index, endFrame: last.index + 1,
      start: first.time, end: last.time + frameInterval, date: first.date)
    let prepared = PreparedSnippet(preprocessing: preprocessing, frames: pending)
    if preprocessing.partialSnippet == .lastFrames { before = pending }
    pending.removeAll(keepingCapacity: true)
    snippets += 1
    return Snippet(position: position, prepared: prepared, arrival: last.arrival)
  }
}
