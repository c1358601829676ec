public import Foundation
import VigilCore
import VigilTensorFiles

extension AlignedTruth {
  /// What tells how many snippets a video has.
  public enum Lengths: Hashable, Sendable {
    /// Its number of frames.
    case frames
    /// Its features, in this folder and those in it.
    case features(URL)
    /// A table with the columns `video` and `snippets`, or `frames`.
    case table(String)
  }

  /// Aligns the videos of a manifest.
  ///
  /// - Parameters:
  ///   - path: the manifest.
  ///   - split: which videos to take.
  ///   - ending: the treatment of a video's last frames; nil for the best guess; see the other initialiser.
  /// - Throws: `missing` for features that are not there; `badFile` for a manifest that does not say which frames are abnormal, or
  ///   has no such video; `lengthMismatch`.
  public init(
    file path: String, split: Manifest.Split, lengths: Lengths, framesPerSnippet: Int,
    ending: SnippetEnding? = nil
  ) throws(DatasetError) {
    var videos = try Manifest(file: path).videos(for: split)
    guard !videos.isEmpty else {
      throw DatasetError(.badFile, "\(path) has no video for \(split.rawValue)")
    }
    var findings = Findings(truthOf: videos)
    var counts: [Int?]?
    switch lengths {
    case .frames: break
    case .features(let folder):
      let index = try FileIndex.features(folder)
      counts = findings.lookForFeatures(of: videos, in: index)
      for place in videos.indices where videos[place].frames == nil {
        videos[place].frames = index.url(videos[place]).flatMap(FeatureProvenance.beside)?.frames
      }
    case .table(let table):
      counts = try videos.snippetCounts(table: table, framesPerSnippet: framesPerSnippet)
    }
    guard findings.problems.isEmpty else {
      throw DatasetError(.badFile, findings.problems.joined(separator: "; "))
    }
    try self.init(videos, snippets: counts, framesPerSnippet: framesPerSnippet, ending: ending)
    guard !tracks.isEmpty else {
      throw DatasetError(.lengthMismatch, "all videos for \(split.rawValue) are shorter than a snippet")
    }
  }

  /// Writes the labels, and beside them as `NAME.videos.csv` the list of videos.
  ///
  /// - Returns: how many labels there are, and where the list is.
  /// - Throws: `TensorFileError`, `CoreError`.
  public func write(to destination: URL) throws -> (labels: Int, list: URL) {
    let (labels, list) = (
      labels, destination.deletingPathExtension().appendingPathExtension("videos.csv")
    )
    try NPY.write(Tensor(shape: [labels.count], values: labels), to: destination)
    try AtomicFile.write(Data(self.list.utf8), to: list)
    return (labels.count, list)
  }
}
