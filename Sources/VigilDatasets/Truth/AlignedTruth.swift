import VigilCore
public import VigilEvaluation

/// The ground truth of a test set, with as many labels as its snippets have frames, and what was done to get there.
public struct AlignedTruth: Hashable, Sendable {
  /// One video.
  public struct Track: Hashable, Sendable {
    /// Its name.
    public var name: String
    /// The number of snippets.
    public var snippets: Int
    /// The labels.
    public var truth: GroundTruth
    /// Whether its frame count is known, or only the number of its snippets.
    public var isMeasured: Bool
    /// The number of labels cut off.
    public var cut: Int
    /// The number of labels added.
    public var added: Int
  }

  /// The videos, in the order of the manifest.
  public let tracks: [Track]
  /// The treatment of partial snippets.
  public let ending: SnippetEnding
  /// Frames per snippet.
  public let framesPerSnippet: Int
  /// Videos shorter than a snippet, which are left out.
  public let tooShort: [String]

  /// Aligns the annotation of videos to their snippets.
  ///
  /// - Parameters:
  ///   - snippets: the number of snippets of each video, in their order; nil for all, or where it is unknown.
  ///   - ending: the treatment of a video's last frames; nil for that of the data set as published, if the videos agree on one and
  ///     it fits all snippet counts, else for whatever fits them, else `pad`.
  /// - Throws: `lengthMismatch` that lists the videos whose snippets and frames do not match, or for which neither
  ///   is known.
  public init(
    _ videos: [Manifest.Video], snippets: [Int?]? = nil, framesPerSnippet: Int, ending: SnippetEnding? = nil
  ) throws(DatasetError) {
    precondition(
      snippets == nil || snippets?.count == videos.count, "snippets needs one entry for each video")
    let counts = snippets ?? videos.map { _ in nil }
    let chosen = ending ?? Self.fitting(videos, counts, framesPerSnippet)
    var (tracks, tooShort, complaints) = ([Track](), [String](), [String]())
    for ((name, video), count) in zip(zip(videos.distinctNames, videos), counts) {
      let wanted = video.frames.map { chosen.snippets(frames: $0, framesPerSnippet: framesPerSnippet) }
      guard let snippets = count ?? wanted else {
        complaints.append("\(video.path) has neither a frame count nor a snippet count")
        continue
      }
      if let frames = video.frames, let wanted, wanted != snippets {
        complaints.append(
          "\(video.path) has \(snippets) snippets, but \(frames) frames make \(wanted) of \(framesPerSnippet) with "
            + "\(chosen.rawValue)"
        )
        continue
      }
      guard snippets > 0 else {
        tooShort.append(video.path)
        continue
      }
      let frames = video.frames ?? snippets * framesPerSnippet
      let truth = chosen.truth(frames: frames, intervals: video.intervals, framesPerSnippet: framesPerSnippet)
      tracks.append(
        Track(
          name: name, snippets: snippets, truth: truth, isMeasured: video.frames != nil,
          cut: max(0, frames - truth.frames), added: max(0, truth.frames - frames)))
    }
    guard complaints.isEmpty else { throw DatasetError(.lengthMismatch, complaints) }
    self.tracks = tracks
    self.ending = chosen
    self.framesPerSnippet = framesPerSnippet
    self.tooShort = tooShort
  }

  /// The ending that gives the existing snippet counts.
  private static func fitting(
    _ videos: [Manifest.Video], _ counts: [Int?], _ framesPerSnippet: Int
  ) -> SnippetEnding {
    let known = zip(videos, counts).compactMap { video, count in
      video.frames.flatMap { frames in count.map { (frames, $0) } }
    }
    func fits(_ ending: SnippetEnding) -> Bool {
      known.allSatisfy { ending.snippets(frames: $0, framesPerSnippet: framesPerSnippet) == $1 }
    }
    let published = Set(videos.compactMap(\.ending))
    if published.count == 1, let ending = published.first, fits(ending) { return ending }
    return !fits(.pad) && fits(.drop) ? .drop : .pad
  }

  /// Labels of all frames, one video after another: 0 or 1.
  public var labels: [Float] {
    var labels = [Float](repeating: 0, count: tracks.reduce(0) { $0 + $1.truth.frames })
    var start = 0
    for track in tracks {
      for range in track.truth.abnormal {
        for frame in range { labels[start + frame] = 1 }
      }
      start += track.truth.frames
    }
    return labels
  }

  /// The list of videos for the labels, and what was done with each: `video,frames,snippets,cut,added`, where
  /// frames are labels.
  public var list: String {
    let rows = tracks.map { track in
      CSVText.line([
        track.name, "\(track.truth.frames)", "\(track.snippets)", "\(track.cut)", "\(track.added)",
      ])
    }
    return (["video,frames,snippets,cut,added"] + rows).map { $0 + "\n" }.joined()
  }

  /// What was done, a sentence each.
  public var notes: [String] {
    var notes: [String] = []
    let (cut, added) = (tracks.filter { $0.cut > 0 }, tracks.filter { $0.added > 0 })
    let unmeasured = tracks.filter { !$0.isMeasured }
    if !cut.isEmpty {
      notes.append(
        "\(cut.reduce(0) { $0 + $1.cut }) labels of \(Findings.videos(cut.count)) were cut: their last frames are in no snippet "
          + "(\(ending.rawValue))"
      )
    }
    if !added.isEmpty {
      let how =
        switch ending {
        case .repeatLast: "the last frame's label again"
        case .repeatStart: "the partial snippet's labels again, from its first"
        case .pad, .drop, .keep: "the annotation's label for frames after the last, else normal"
        }
      notes.append(
        "\(added.reduce(0) { $0 + $1.added }) labels were added to \(Findings.videos(added.count)) to fill their last snippets: "
          + "\(how) (\(ending.rawValue))"
      )
    }
    if !unmeasured.isEmpty {
      notes.append(
        "\(Findings.videos(unmeasured.count)) of unknown length taken as whole snippets: their padding is "
          + "unknown"
      )
    }
    if cut.isEmpty, added.isEmpty, unmeasured.isEmpty { notes.append("no label was cut or added") }
    if !tooShort.isEmpty {
      notes.append(
        "left out as shorter than a snippet, \(Findings.videos(tooShort.count)): \(tooShort.joinedNames())"
      )
    }
    return notes
  }
}
