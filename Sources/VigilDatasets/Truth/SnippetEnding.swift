public import VigilEvaluation

/// What happens to the labels of the last frames of a video when they are fewer than a snippet.
public enum SnippetEnding: String, CaseIterable, Sendable {
  /// They are cut off, as the snippet is.
  case drop
  /// Labels are added to a whole snippet: what the annotation says of frames after the last, normal if it is silent. The
  /// published ground truth of UCF-Crime is made so.
  case pad
  /// The last frame's label is repeated, as the preset `paper` repeats the frame.
  case repeatLast = "repeat-last"
  /// The labels of the partial snippet are repeated from its first, as the preset `rtfm` repeats the frames.
  case repeatStart = "repeat-start"
  /// Each frame keeps its label; the last score stands for fewer frames.
  case keep

  /// How many snippets a video has.
  public func snippets(frames: Int, framesPerSnippet: Int) -> Int {
    self == .drop ? frames / framesPerSnippet : (frames + framesPerSnippet - 1) / framesPerSnippet
  }

  /// The ground truth that goes with a video's snippets.
  ///
  /// - Parameter intervals: the abnormal frames, which may go beyond the last one.
  public func truth(frames: Int, intervals: [Range<Int>], framesPerSnippet: Int) -> GroundTruth {
    precondition(frames >= 0 && framesPerSnippet >= 1, "a video has frames, and snippets are made of some")
    let whole = frames / framesPerSnippet * framesPerSnippet
    let padded = whole == frames ? frames : whole + framesPerSnippet
    let own = GroundTruth(frames: frames, abnormal: intervals)
    switch self {
    case .keep: return own
    case .drop: return GroundTruth(frames: whole, abnormal: intervals)
    case .pad: return GroundTruth(frames: padded, abnormal: intervals)
    case .repeatLast:
      let isAbnormal = frames > 0 && own.abnormalFrames(in: frames - 1..<frames) == 1
      return GroundTruth(frames: padded, abnormal: own.abnormal + (isAbnormal ? [frames..<padded] : []))
    case .repeatStart:
      let added = (frames..<padded).filter { frame in
        let source = whole + (frame - whole) % (frames - whole)
        return own.abnormalFrames(in: source..<source + 1) == 1
      }
      return GroundTruth(frames: padded, abnormal: own.abnormal + added.map { $0..<$0 + 1 })
    }
  }
}
