import Foundation
import VigilDatasets
import VigilEvaluation

/// What a manifest says about the scored videos: those of the test split, or all if it has no splits.
struct ManifestTruth {
  private let videos: [Manifest.Video]

  /// Reads a manifest.
  ///
  /// - Parameter isTruth: whether it must say where anomalies are, because no labels do.
  init(_ path: String, isTruth: Bool) throws {
    videos = try Manifest(file: path).videos(for: .test)
    guard !videos.isEmpty else { throw CommandError("\(path) has no video for testing") }
    let problems = isTruth ? Findings(truthOf: videos).problems : []
    guard problems.isEmpty else { throw CommandError(problems.joined(separator: "; ")) }
  }

  /// Classes and abnormal frames.
  var annotation: TemporalAnnotation { videos.annotation }

  /// The features of these videos in a folder and those in it, in the same order.
  func features(in folder: URL) throws -> [URL] { try videos.located(in: .features(folder)) }

  /// The boundaries between videos; nil if the manifest lacks frame counts and labels make them unnecessary.
  func list(isRequired: Bool) throws -> VideoList? {
    guard isRequired || videos.allSatisfy({ $0.frames != nil }) else { return nil }
    return try videos.list()
  }
}
