import Foundation
import VigilDatasets
import VigilEvaluation

/// What a manifest says of the videos that scores are of: those for testing, or all if none says what it is for.
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

  /// The borders between videos; nil if the manifest lacks numbers of frames and labels do without.
  func list(isRequired: Bool) throws -> VideoList? {
    guard isRequired || videos.allSatisfy({ $0.frames != nil }) else { return nil }
    return try videos.list()
  }
}
