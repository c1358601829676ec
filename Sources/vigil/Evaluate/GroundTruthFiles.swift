import Foundation
import VigilCore
import VigilEvaluation
import VigilTensorFiles
import VigilTraining

/// Files that say which frames of a test set are abnormal.
struct GroundTruthFiles {
  /// A label for each frame, `.npy`.
  var labels: String?
  /// An annotation in the format of UCF-Crime.
  var annotation: String?
  /// The videos in the order of labels and scores.
  var videos: String?
  /// All of these in one table; see `vigil dataset`.
  var manifest: String?
  var framesPerScore = SnippetPosition.framesPerSnippet
  var frameRate = 30.0

  /// Its name in a report.
  var name: String { URL(filePath: labels ?? annotation ?? manifest ?? "").lastPathComponent }

  func temporalAnnotation() throws -> TemporalAnnotation? {
    try annotation.map { try TemporalAnnotation(TextFile.read($0), name: $0) } ?? manifestTruth()?.annotation
  }

  func list() throws -> VideoList? {
    try videos.map { try VideoList(csv: TextFile.read($0), name: $0, framesPerScore: framesPerScore) }
      ?? manifestTruth()?.list(isRequired: labels == nil)
  }

  private func manifestTruth() throws -> ManifestTruth? {
    try manifest.map { try ManifestTruth($0, isTruth: labels == nil) }
  }

  func truth() throws -> TrackAlignment.Truth {
    if let labels { return .labels(try Self.numbers(in: labels)) }
    guard let annotation = try temporalAnnotation() else { throw CommandError("no ground truth was given") }
    return .annotation(annotation)
  }

  /// Stored scores cut into videos.
  func alignment(of scores: String) throws -> TrackAlignment {
    try TrackAlignment(
      scores: Self.numbers(in: scores).map(Double.init), truth: truth(), annotation: temporalAnnotation(),
      list: list(), framesPerScore: framesPerScore, frameRate: frameRate)
  }

  /// Features with this ground truth; those of a manifest's videos are looked for in a folder and those in it.
  func testSet(of features: [String]) throws -> TestSet.Files {
    var isFolder: ObjCBool = false
    let files =
      if let manifest = try manifestTruth(), features.count == 1,
        FileManager.default.fileExists(atPath: features[0], isDirectory: &isFolder), isFolder.boolValue
      {
        try manifest.features(in: URL(filePath: features[0]))
      } else {
        try FeatureFiles.named(features)
      }
    let frames = files.compactMap { file in FeatureProvenance.beside(file).map { (file, $0.frames) } }
    return TestSet.Files(
      features: files, truth: try truth(), annotation: try temporalAnnotation(), list: try list(),
      frames: Dictionary(frames) { first, _ in first }, frameRate: frameRate)
  }

  /// An array of numbers in a row; extents of 1 are allowed.
  private static func numbers(in path: String) throws -> [Float] {
    let tensor = try NPY.read(URL(filePath: path))
    guard tensor.shape.filter({ $0 != 1 }).count <= 1 else {
      throw CommandError(
        "\(path) has the shape \(tensor.shape); scores and labels are one number after another, of shape [count]"
      )
    }
    return tensor.values
  }
}
