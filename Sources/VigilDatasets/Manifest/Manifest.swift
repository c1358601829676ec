import VigilCore
public import VigilEvaluation

/// The videos of a data set: what each is labelled as, what it is for, and where its anomalies are.
public struct Manifest: Hashable, Sendable {
  /// What a video is for.
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
    /// What it is for; nil if nobody has said.
    public var split: Split?
    /// The number of frames, where it is known.
    public var frames: Int?
    /// The abnormal frames, where they are known, counted from 0.
    public var intervals: [Range<Int>]

    /// Names a video.
    public init(
      path: String, label: String, split: Split? = nil, frames: Int? = nil, intervals: [Range<Int>] = []
    ) {
      self.path = path
      self.label = label
      self.split = split
      self.frames = frames
      self.intervals = intervals
    }

    /// Whether it has an anomaly somewhere.
    public var isAbnormal: Bool { label != Self.normal }
    /// The path without its extension: what its features are called.
    public var name: String { VideoName.withoutExtension(path) }
    /// The name without folders: what lists and annotations call it.
    public var stem: String { VideoName.stem(path) }
  }

  /// The videos, in the order in which scores and ground truth follow each other.
  public var videos: [Video]

  /// Takes videos.
  public init(_ videos: [Video] = []) {
    self.videos = videos
  }

  /// Whether any video says what it is for.
  public var isSplit: Bool { videos.contains { $0.split != nil } }

  /// The videos for a purpose: all of them where none says what it is for. A video that does not say, among others
  /// that do, is for training.
  public func videos(for split: Split) -> [Video] {
    isSplit ? videos.filter { ($0.split ?? .train) == split } : videos
  }
}

extension [Manifest.Video] {
  /// What the videos are called one from another: without folders if that is enough.
  public var distinctNames: [String] {
    let stems = map(\.stem)
    return Set(stems).count == count ? stems : map(\.name)
  }

  /// Classes and abnormal frames, as evaluation takes them.
  public var annotation: TemporalAnnotation {
    var entries: [String: TemporalAnnotation.Entry] = [:]
    for (name, video) in zip(distinctNames, self) {
      let category = video.isAbnormal ? video.label : "Normal"
      entries[name] = TemporalAnnotation.Entry(category: category, abnormal: video.intervals)
    }
    return TemporalAnnotation(entries)
  }

  /// The lengths, as evaluation takes them.
  ///
  /// - Throws: `badFile` that names videos of which the number of frames is not known.
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
