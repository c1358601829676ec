public import Foundation
import VigilCore
public import VigilEvaluation
import VigilTensorFiles

/// What the files of a ground truth say, each read once.
public struct StoredGroundTruth: Sendable {
  /// Which frames are abnormal.
  public let truth: TrackAlignment.Truth
  /// The classes and abnormal stretches, where a file says them.
  public let annotation: TemporalAnnotation?
  /// The borders between videos, where a file says them.
  public let list: VideoList?
  /// Where all this was read.
  public let files: GroundTruthFiles
  /// The manifest's videos for testing, or all if none says what it is for; empty without a manifest.
  private let videos: [Manifest.Video]

  /// Reads the files.
  ///
  /// - Parameter ofFeatures: whether features are to be tested, which know their own lengths: a manifest need not say them then.
  /// - Throws: `DatasetError` if one is missing, or the manifest does not say which frames are abnormal and no labels do;
  ///   `EvaluationError` or `TensorFileError` if one is damaged.
  public init(_ files: GroundTruthFiles, ofFeatures: Bool = false) throws {
    self.files = files
    let needsIntervals = files.labels == nil && !files.ofWholeVideos
    videos = try files.manifest.map { try Self.testVideos($0, needsIntervals: needsIntervals) } ?? []
    let stretches =
      try files.annotation.map { try TemporalAnnotation(TextFile.read($0), name: $0) }
      ?? (files.manifest == nil ? nil : videos.annotation)
    let annotation = files.ofWholeVideos ? stretches?.ofWholeVideos : stretches
    if let labels = files.labels {
      truth = .labels(try Self.numbers(in: labels).map { Float($0) })
    } else if let annotation {
      truth = .annotation(annotation)
    } else {
      throw DatasetError(.missing, "no ground truth was given")
    }
    self.annotation = annotation
    if let path = files.videos {
      list = try VideoList(csv: TextFile.read(path), name: path, framesPerScore: files.framesPerScore)
    } else if files.manifest != nil,
      videos.allSatisfy({ $0.frames != nil }) || (files.labels == nil && !ofFeatures)
    {
      list = try videos.list()
    } else {
      list = nil
    }
  }

  /// Stored scores, one for each stretch of `framesPerScore` frames, cut into videos.
  ///
  /// - Parameter scores: the path of an `.npy` file of the shape [count].
  public func alignment(of scores: String) throws -> TrackAlignment {
    try TrackAlignment(
      scores: Self.numbers(in: scores), truth: truth, annotation: annotation, list: list,
      framesPerScore: files.framesPerScore, frameRate: files.frameRate)
  }

  /// Features that a user names; those of a manifest's videos are looked for in a folder and those in it.
  ///
  /// - Throws: `missing` with everything that is missing.
  public func features(_ named: [String]) throws(DatasetError) -> [URL] {
    var isFolder: ObjCBool = false
    guard files.manifest != nil, named.count == 1,
      FileManager.default.fileExists(atPath: named[0], isDirectory: &isFolder), isFolder.boolValue
    else { return try FeatureFiles.named(named) }
    return try videos.located(in: .features(URL(filePath: named[0])))
  }

  /// The videos of a manifest that scores are of.
  private static func testVideos(
    _ path: String, needsIntervals: Bool
  ) throws(DatasetError) -> [Manifest.Video] {
    let videos = try Manifest(file: path).videos(for: .test)
    guard !videos.isEmpty else { throw DatasetError(.badFile, "\(path) has no video for testing") }
    let problems = needsIntervals ? Findings(truthOf: videos).problems : []
    guard problems.isEmpty else {
      throw DatasetError(
        .badFile,
        problems.joined(separator: "; ")
          + "; labels of whole videos are enough to rank whole videos (vigil evaluate --video-level)")
    }
    return videos
  }

  /// An array of numbers in a row; extents of 1 are allowed.
  private static func numbers(in path: String) throws -> [Double] {
    let array = try NPY.readDoubles(URL(filePath: path))
    guard array.shape.filter({ $0 != 1 }).count <= 1 else {
      throw DatasetError(
        .badFile,
        "\(path) has the shape \(array.shape); scores and labels are one number after another, of shape [count]"
      )
    }
    return array.values
  }
}
