public import VigilEvaluation

/// The treatment of a video's last labels if their frames do not fill a snippet.
public enum SnippetEnding: String, CaseIterable, Sendable {
  /// They are cut off, like the snippet.
  case drop
  /// Labels are added to a whole snippet: the annotation's for frames after the last, normal if it has none. The
  /// published ground truth of UCF-Crime is made this way.
  case pad
  /// The last frame's label is repeated, as the preset `paper` repeats the frame.
  case repeatLast = "repeat-last"
  /// The labels of the partial snippet are repeated from its first, as the preset `rtfm` repeats the frames.
  case repeatStart = "repeat-start"
  /// Each frame keeps its label; the last score covers fewer frames.
  case keep

  /// The number of snippets of a video.
  public func snippets(frames: Int, framesPerSnippet: Int) -> Int {
    self == .drop ? frames / framesPerSnippet : (frames + framesPerSnippet - 1) / framesPerSnippet
  }

  /// The ground truth for a video's snippets.
  ///
  /// - Parameter intervals: the abnormal frames, which may extend beyond the last one.
  public func truth(frames: Int, intervals: [Range<Int>], framesPerSnippet: Int) -> GroundTruth {
    precondition(
      frames >= 0 && framesPerSnippet >= 1, "frames must not be negative and framesPerSnippet at least 1")
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
