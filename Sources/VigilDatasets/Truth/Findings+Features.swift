public import Foundation
import VigilCore

extension Findings {
  /// Looks for the features of all videos in a folder and those in it, compares their snippets with the frames, and reads their
  /// numbers.
  ///
  /// - Parameter progress: told after each file how many of how many were read.
  /// - Returns: what the features have in common, a sentence each.
  /// - Throws: `missing` if there is no such folder.
  @discardableResult
  public mutating func checkFeatures(
    of manifest: Manifest, in folder: URL, progress: (_ done: Int, _ of: Int) -> Void = { _, _ in }
  ) throws(DatasetError) -> [String] {
    let index = try FileIndex.features(folder)
    let counts = lookForFeatures(of: manifest.videos, in: index)
    let found = zip(manifest.videos, counts).filter { $1 != nil }
    do {
      _ = try AlignedTruth(
        found.map(\.0), snippets: found.map(\.1), framesPerSnippet: SnippetPosition.framesPerSnippet)
    } catch {
      problem(error.message)
    }
    // Those that cannot be opened are already among the problems.
    let files = found.compactMap { index.url($0.0) }
    let survey = FeatureSurvey(files) { progress($0, files.count) }
    add(survey.findings)
    return survey.lines
  }
}
