import VigilCore
public import VigilEvaluation

/// The videos of a data set: their labels, splits and the positions of their anomalies.
public struct Manifest: Hashable, Sendable {
  /// The split of a video: its purpose.
  public enum Split: String, CaseIterable, Sendable {
    case train, validation, test
  }

  /// One video.
  public struct Video: Hashable, Sendable {
    /// The label of videos without an anomaly.
    public static let normal = "normal"
    /// The label of videos with an anomaly of no particular class.
    public static let abnormal = "abnormal"

    /// The file, relative to the folder of the videos.
    public var path: String
    /// `normal`, `abnormal` or a class of anomalies.
    public var label: String
    /// Its split; nil if not given.
    public var split: Split?
    /// The number of frames, if known.
    public var frames: Int?
    /// The abnormal frames, if known, counted from 0.
    public var intervals: [Range<Int>]
    /// How the published ground truth of the data set treats a last snippet that is not full; nil if that is not known.
    public var ending: SnippetEnding?

    /// Makes a video.
    public init(
      path: String, label: String, split: Split? = nil, frames: Int? = nil, intervals: [Range<Int>] = [],
      ending: SnippetEnding? = nil
    ) {
      self.path = path
      self.label = label
      self.split = split
      self.frames = frames
      self.intervals = intervals
      self.ending = ending
    }

    /// Whether it has an anomaly somewhere.
    public var isAbnormal: Bool { label != Self.normal }
    /// The path without its extension, which names its features.
    public var name: String { VideoName.withoutExtension(path) }
    /// The name without folders, as in lists and annotations.
    public var stem: String { VideoName.stem(path) }
  }

  /// The videos, in the order of scores and ground truth.
  public var videos: [Video]

  /// Holds videos.
  public init(_ videos: [Video] = []) {
    self.videos = videos
  }

  /// Whether any video has a split.
  public var isSplit: Bool { videos.contains { $0.split != nil } }

  /// The videos of a split: all of them if there are no splits. A video without a split, among others
  /// that have one, is for training.
  public func videos(for split: Split) -> [Video] {
    isSplit ? videos.filter { ($0.split ?? .train) == split } : videos
  }
}

extension [Manifest.Video] {
  /// Distinct names of the videos: without folders if that is enough.
  public var distinctNames: [String] {
    let stems = map(\.stem)
    return Set(stems).count == count ? stems : map(\.name)
  }

  /// Classes and abnormal frames, for evaluation.
  public var annotation: TemporalAnnotation {
    var entries: [String: TemporalAnnotation.Entry] = [:]
    for (name, video) in zip(distinctNames, self) {
      let category = video.isAbnormal ? video.label : "Normal"
      entries[name] = TemporalAnnotation.Entry(category: category, abnormal: video.intervals)
    }
    return TemporalAnnotation(entries)
  }

  /// The lengths, for evaluation.
  ///
  /// - Throws: `badFile` that names videos with an unknown number of frames.
  public func list() throws(DatasetError) -> VideoList {
    let unknown = filter { $0.frames == nil }.map(\.path)
    guard unknown.isEmpty else {
      throw DatasetError(
        .badFile,
        "the manifest does not say how many frames \(unknown.joinedNames()) has; fill its column frames (vigil dataset "
          + "prepare --probe) or give the list of videos that vigil dataset align writes")
    }
    return VideoList(zip(distinctNames, self).map { VideoList.Video(name: $0, frames: $1.frames ?? 0) })
  }
}
