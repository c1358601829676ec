import VigilDatasets
import VigilEvaluation

/// What a manifest says of the videos that scores are of: those for testing, or all if none says what it is for.
struct ManifestTruth {
  private let videos: [Manifest.Video]

  init(_ path: String) throws {
    videos = try Manifest(file: path).videos(for: .test)
    guard !videos.isEmpty else { throw CommandError("\(path) has no video for testing") }
  }

  /// Classes and abnormal frames.
  var annotation: TemporalAnnotation { videos.annotation }

  /// The borders between videos; nil if the manifest lacks numbers of frames and labels do without.
  func list(isRequired: Bool) throws -> VideoList? {
    guard isRequired || videos.allSatisfy({ $0.frames != nil }) else { return nil }
    return try videos.list()
  }
}
