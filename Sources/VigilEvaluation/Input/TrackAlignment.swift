import VigilCore

/// Stored scores and ground truth of a whole test set, cut into videos that fit each other.
///
/// Score files have no boundaries between videos, and their makers padded or dropped the last partial snippet.
/// Assumptions that had to be made are in `notes`.
public struct TrackAlignment: Sendable {
  /// The videos; a single one if no list was given.
  public let tracks: [ScoreTrack]
  /// What was done, a sentence each.
  public let notes: [String]

  /// The source of the ground truth.
  public enum Truth: Sendable {
    /// A label for each frame of all videos, one after another: 0 or 1.
    case labels([Float])
    /// Stretches for each video; needs a list.
    case annotation(TemporalAnnotation)
  }

  /// Cuts scores and truth.
  ///
  /// - Parameters:
  ///   - scores: the scores of all videos, one after another.
  ///   - truth: which frames are abnormal.
  ///   - annotation: gives the classes if the ground truth is labels.
  ///   - list: the videos in the order of the scores; without it, everything counts as one video.
  ///   - counts: how many scores each video of the list has, if known; otherwise this follows from the frames, and
  ///     all videos have their last partial snippet or none has.
  ///   - framesPerScore: frames per score, 16 for snippets.
  ///   - frameRate: frames per second.
  /// - Throws: `lengthMismatch` with both lengths; `badValue`; `badFile` if the annotation lacks a video, or calls one normal in
  ///   which labels have an anomaly.
  public init(
    scores: [Double], truth: Truth, annotation: TemporalAnnotation? = nil, list: VideoList? = nil,
    counts: [Int]? = nil, framesPerScore: Int, frameRate: Double
  ) throws(EvaluationError) {
    var notes: [String] = []
    let cuts: [(name: String, scores: Int, frames: Int)]
    if let list, let counts {
      cuts = try Self.cuts(list, counts: counts, framesPerScore: framesPerScore, &notes)
    } else if let list {
      cuts = try Self.cuts(list, scores: scores.count, framesPerScore: framesPerScore, &notes)
    } else {
      guard case .labels(let labels) = truth else {
        throw EvaluationError(.badFile, "an annotation by video needs the list of videos with their lengths")
      }
      guard (labels.count + framesPerScore - 1) / framesPerScore == scores.count else {
        throw EvaluationError(
          .lengthMismatch,
          "\(scores.count) scores of \(framesPerScore) frames cover \(scores.count * framesPerScore) frames, but the "
            + "ground truth has \(labels.count); give the list of videos with their frames, or the number of frames "
            + "per score")
      }
      cuts = [("all videos", scores.count, labels.count)]
      notes.append(
        "without a list of videos scores and labels are assumed to continue without padding between videos, and there are no "
          + "intervals")
    }

    var tracks: [ScoreTrack] = []
    var (score, label) = (0, 0)
    let labelsByScore = try Self.labelsFollowScores(truth, cuts, framesPerScore: framesPerScore, &notes)
    let known: TemporalAnnotation? = if case .annotation(let given) = truth { given } else { annotation }
    let entries = VideoNameTable(known?.entries.map { $0 } ?? [], name: { $0.key })
    var contradictions = LabelContradictions()
    for cut in cuts {
      let entry = entries.values(cut.name).first?.value
      let groundTruth: GroundTruth
      switch truth {
      case .annotation:
        guard let entry else {
          throw EvaluationError(.badFile, "the annotation has no line for \(cut.name)")
        }
        groundTruth = GroundTruth(frames: cut.frames, abnormal: entry.abnormal)
      case .labels(let labels):
        let length = labelsByScore ? cut.scores * framesPerScore : cut.frames
        let own = labels[label..<min(label + length, labels.count)]
        if let place = own.firstIndex(where: { $0 != 0 && $0 != 1 }) {
          throw EvaluationError(.badValue, "label \(place) of the ground truth is \(own[place]), not 0 or 1")
        }
        label += own.count
        groundTruth = GroundTruth(labels: own.map { $0 == 1 })
        contradictions.compare(cut.name, groundTruth, with: entry)
      }
      let isAbnormal = !groundTruth.abnormal.isEmpty
      tracks.append(
        try ScoreTrack(
          name: cut.name, category: isAbnormal ? entry?.category ?? Self.category(of: cut.name) : nil,
          scores: Array(scores[score..<score + cut.scores]), truth: groundTruth,
          framesPerScore: framesPerScore, frameRate: frameRate))
      score += cut.scores
    }
    self.tracks = tracks
    self.notes = notes + (try contradictions.notes())
  }

  private static let noteOfWholeSnippets =
    "scores exist for whole snippets only: the last frames of a video, fewer than a snippet, are left out"

  /// The frames of each video with a known number of scores.
  private static func cuts(
    _ list: VideoList, counts: [Int], framesPerScore: Int, _ notes: inout [String]
  ) throws(EvaluationError) -> [(name: String, scores: Int, frames: Int)] {
    precondition(counts.count == list.videos.count, "counts needs one entry for each video")
    for (video, count) in zip(list.videos, counts)
    where count != video.frames / framesPerScore
      && count != (video.frames + framesPerScore - 1) / framesPerScore
    {
      throw EvaluationError(
        .lengthMismatch, "\(video.name) has \(count) scores, which does not fit its \(video.frames) frames")
    }
    let cuts = zip(list.videos, counts).map { ($0.name, $1, min($0.frames, $1 * framesPerScore)) }
    if zip(list.videos, cuts).contains(where: { $0.frames > $1.2 }) { notes.append(noteOfWholeSnippets) }
    return cuts
  }

  /// The scores and frames of each video.
  private static func cuts(
    _ list: VideoList, scores: Int, framesPerScore: Int, _ notes: inout [String]
  ) throws(EvaluationError) -> [(name: String, scores: Int, frames: Int)] {
    let padded = list.videos.map { ($0.frames + framesPerScore - 1) / framesPerScore }
    if padded.reduce(0, +) == scores {
      return zip(list.videos, padded).map { ($0.name, $1, $0.frames) }
    }
    let whole = list.videos.map { $0.frames / framesPerScore }
    if whole.reduce(0, +) == scores {
      notes.append(noteOfWholeSnippets)
      return zip(list.videos, whole).map { ($0.name, $1, $1 * framesPerScore) }
    }
    throw EvaluationError(
      .lengthMismatch,
      "the list has \(list.videos.count) videos with \(padded.reduce(0, +)) snippets of \(framesPerScore) frames, but "
        + "there are \(scores) scores; give the list in the order of the scores, or the number of frames per score"
    )
  }

  /// Whether the labels cover whole snippets, rather than the frames of the list.
  private static func labelsFollowScores(
    _ truth: Truth, _ cuts: [(name: String, scores: Int, frames: Int)], framesPerScore: Int,
    _ notes: inout [String]
  ) throws(EvaluationError) -> Bool {
    guard case .labels(let labels) = truth else { return false }
    let frames = cuts.reduce(0) { $0 + $1.frames }
    if labels.count == frames { return false }
    let scores = cuts.reduce(0) { $0 + $1.scores }
    if labels.count == scores * framesPerScore {
      notes.append(
        "the ground truth is padded to whole snippets: padding frames count with their labels")
      return true
    }
    throw EvaluationError(
      .lengthMismatch,
      "the ground truth has \(labels.count) frames, the videos \(frames), their \(scores) snippets "
        + "\(scores * framesPerScore)")
  }

  /// `Abuse` for `Abuse028_x264`; nil if the name does not begin with letters followed by a number.
  package static func category(of name: String) -> String? {
    let letters = name.prefix { $0.isLetter || $0 == "_" }
    guard !letters.isEmpty, name.dropFirst(letters.count).first?.isNumber == true else { return nil }
    let trimmed = letters.drop { $0 == "_" }
    return String(trimmed.last == "_" ? trimmed.dropLast() : trimmed)
  }
}
