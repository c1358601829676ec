public import Foundation
import VigilCore
public import VigilEvaluation
import VigilTensorFiles

/// Features of videos whose abnormal frames are known, in the order of their ground truth.
public struct TestSet: Sendable {
  /// The files of a test set.
  public struct Files: Sendable {
    /// Files of features; without a list, in the order of the ground truth.
    public var features: [URL]
    /// Which frames are abnormal.
    public var truth: TrackAlignment.Truth
    /// The classes, if the ground truth is labels.
    public var annotation: TemporalAnnotation?
    /// The videos in the order of the ground truth, with their frames.
    public var list: VideoList?
    /// The frames of each video, by feature file, if the features record it; otherwise sixteen per snippet.
    public var frames: [URL: Int]
    /// Frames per second.
    public var frameRate: Double

    /// Holds the files.
    public init(
      features: [URL], truth: TrackAlignment.Truth, annotation: TemporalAnnotation? = nil,
      list: VideoList? = nil, frames: [URL: Int] = [:], frameRate: Double = 30
    ) {
      self.features = features
      self.truth = truth
      self.annotation = annotation
      self.list = list
      self.frames = frames
      self.frameRate = frameRate
    }
  }

  /// The videos in the order of the ground truth.
  public let videos: [FeatureVideo]
  /// Views of each frame.
  public var crops: Int { videos[0].features.rowShape[0] }
  /// Size of a feature.
  public var size: Int { videos[0].features.rowShape[1] }
  /// Assumptions that had to be made, a sentence each.
  public let notes: [String]
  private let files: Files
  private let list: VideoList

  /// Opens a test set, and reads all its numbers once, for scores would hide one that is not finite.
  ///
  /// - Throws: `DatasetError.badFile` that lists everything that is wrong; `EvaluationError` if the ground truth does not
  ///   fit the videos or has one class only.
  public init(_ files: Files) throws {
    var reader = FeatureReader()
    let set = try Self(files, &reader)
    if let set { reader.requireFinite(set.videos) }
    _ = try reader.finish()
    guard let set else { throw DatasetError(.badFile, "there is no video to test on") }
    self = set
  }

  /// Opens a test set beside others; nil if there are complaints.
  package init?(_ files: Files, _ reader: inout FeatureReader) throws(EvaluationError) {
    let before = reader.complaints.count
    let opened = reader.open(files.features)
    let byName = Dictionary(grouping: opened, by: \.name)
    let named = VideoNameTable(opened, name: \.name)
    for (name, same) in byName.sorted(by: { $0.key < $1.key }) where same.count > 1 {
      reader.complaints.append(
        "\(same.map(\.url.path).joined(separator: " and ")) are both called \(name); give one of them")
    }
    var notes: [String] = []
    if let list = files.list {
      let found = list.videos.map { named.values($0.name).first }
      videos = found.compactMap(\.self)
      reader.complaints += zip(list.videos, found).filter { $1 == nil }.map {
        "there are no features for \($0.0.name)"
      }
      let extra = opened.count - videos.count
      if extra > 0 {
        notes.append(
          extra == 1
            ? "features of 1 video that is not in the list are left out"
            : "features of \(extra) videos that are not in the list are left out")
      }
      self.list = list
    } else {
      videos = opened
      self.list = VideoList(
        opened.map { VideoList.Video(name: $0.name, frames: Self.frames(of: $0, files.frames)) })
    }
    for (video, listed) in zip(videos, self.list.videos) where videos.count == self.list.videos.count {
      let (snippets, frames) = (video.features.rowCount, listed.frames)
      guard !Self.fits(frames: frames, snippets: snippets) else { continue }
      reader.complaints.append(
        "\(video.url.path) has \(snippets) snippets, which does not fit its \(frames) frames")
    }
    if videos.isEmpty { reader.complaints.append("there is no video to test on") }
    self.files = files
    self.notes = notes
    guard reader.complaints.count == before else { return nil }
    // A mismatched ground truth is better found now than after hours.
    let none = videos.map { Array(repeating: 0.0, count: $0.features.rowCount) }
    guard RankedFrames(try alignment(none).tracks).summary() != nil else {
      throw EvaluationError(
        .oneClassOnly, "the ground truth of the test set needs normal and abnormal frames")
    }
  }

  /// The videos with their scores and ground truth.
  ///
  /// - Parameter scores: one for each snippet of each video, in the order of `videos`.
  public func alignment(_ scores: [[Double]]) throws(EvaluationError) -> TrackAlignment {
    try TrackAlignment(
      scores: scores.flatMap { $0 }, truth: files.truth, annotation: files.annotation,
      list: list, counts: scores.map(\.count), framesPerScore: SnippetPosition.framesPerSnippet,
      frameRate: files.frameRate)
  }

  private static func frames(of video: FeatureVideo, _ known: [URL: Int]) -> Int {
    let snippets = video.features.rowCount
    if let frames = known[video.url], fits(frames: frames, snippets: snippets) { return frames }
    return snippets * SnippetPosition.framesPerSnippet
  }

  /// Whether a number of frames fits a number of snippets, the partial last one padded or dropped.
  private static func fits(frames: Int, snippets: Int) -> Bool {
    let length = SnippetPosition.framesPerSnippet
    return snippets == frames / length || snippets == (frames + length - 1) / length
  }
}

extension TestSet.Files {
  /// Features that a user names, with their ground truth.
  ///
  /// - Throws: `DatasetError` with everything that is missing.
  public init(_ features: [String], truth: StoredGroundTruth) throws(DatasetError) {
    let files = try truth.features(features)
    let frames = files.compactMap { file in FeatureProvenance.beside(file).map { (file, $0.frames) } }
    self.init(
      features: files, truth: truth.truth, annotation: truth.annotation, list: truth.list,
      frames: Dictionary(frames) { first, _ in first }, frameRate: truth.files.frameRate)
  }
}
