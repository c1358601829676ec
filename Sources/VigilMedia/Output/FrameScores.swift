public import VigilCore

/// The score of each frame of a recording: that of its snippet.
public struct FrameScores: Sendable {
  private var starts: [Int] = []
  private var ends: [Int] = []
  private var scores: [Float] = []

  /// Makes an empty list.
  public init() {}

  /// Whether no snippet was scored.
  public var isEmpty: Bool { scores.isEmpty }

  /// The frame after the last that has a score.
  public var end: Int { ends.last ?? 0 }

  /// Appends the next snippet.
  public mutating func append(_ score: SnippetScore) {
    starts.append(score.position.startFrame)
    ends.append(score.position.endFrame)
    scores.append(score.score)
  }

  /// The score at a frame; nil where no snippet has it.
  public subscript(frame: Int) -> Float? {
    var (low, high) = (0, starts.count)
    while low < high {
      let middle = (low + high) / 2
      if starts[middle] <= frame { low = middle + 1 } else { high = middle }
    }
    guard low > 0, frame < ends[low - 1] else { return nil }
    return scores[low - 1]
  }
}
