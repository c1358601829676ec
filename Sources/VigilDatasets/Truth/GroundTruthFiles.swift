import Foundation
public import VigilCore

/// Files that say which frames of a test set are abnormal; `StoredGroundTruth` reads them.
public struct GroundTruthFiles: Hashable, Sendable {
  /// A label for each frame, `.npy`.
  public var labels: String?
  /// An annotation in the format of UCF-Crime: abnormal intervals and classes.
  public var annotation: String?
  /// The videos in the order of labels and scores.
  public var videos: String?
  /// All of these in one table; see `Manifest`.
  public var manifest: String?
  /// The frames that a score stands for.
  public var framesPerScore: Int
  /// Frames per second.
  public var frameRate: Double
  /// Whether only labels of whole videos count, so that abnormal videos need no intervals.
  public var ofWholeVideos = false

  /// Holds the files.
  public init(
    labels: String? = nil, annotation: String? = nil, videos: String? = nil, manifest: String? = nil,
    framesPerScore: Int = SnippetPosition.framesPerSnippet, frameRate: Double = 30
  ) {
    self.labels = labels
    self.annotation = annotation
    self.videos = videos
    self.manifest = manifest
    self.framesPerScore = framesPerScore
    self.frameRate = frameRate
  }

  /// Its name in a report.
  public var name: String { URL(filePath: labels ?? annotation ?? manifest ?? "").lastPathComponent }
}
