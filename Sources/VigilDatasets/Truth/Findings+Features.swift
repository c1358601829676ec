public import Foundation
import VigilCore

extension Findings {
  /// Looks for the features of all videos in a folder and those in it, and compares their snippets with the frames.
  ///
  /// - Throws: `missing` if there is no such folder.
  public mutating func checkFeatures(of manifest: Manifest, in folder: URL) throws(DatasetError) {
    let counts = lookForFeatures(of: manifest.videos, in: try FileIndex.features(folder))
    let found = zip(manifest.videos, counts).filter { $1 != nil }
    do {
      _ = try AlignedTruth(
        found.map(\.0), snippets: found.map(\.1), framesPerSnippet: SnippetPosition.framesPerSnippet)
    } catch {
      problem(error.message)
    }
  }
}
