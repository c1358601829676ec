public import Foundation
import VigilCore

extension Manifest {
  /// Reads a file; see `init(csv:name:options:)` for its columns.
  ///
  /// - Throws: `missing` if it cannot be read, `badFile` with everything that is wrong in it, or if it is a video.
  public init(file path: String) throws(DatasetError) {
    guard !VideoName.isVideo(path) else {
      throw DatasetError(
        .badFile,
        "\(path) is a video, not a manifest, a table with the columns video and label; vigil dataset prepare makes one of a folder"
      )
    }
    let text: String
    do { text = try TextFile.read(path) } catch { throw DatasetError(error) }
    try self.init(csv: text, name: path)
  }
}

extension [Manifest.Video] {
  /// The files of these videos or of their features, in the same order.
  ///
  /// - Throws: `missing` if any is missing, named twice or in two splits, all at once.
  public func located(in index: FileIndex) throws(DatasetError) -> [URL] {
    var findings = Findings(namesOf: self)
    let files = findings.locate(self, in: index).compactMap(\.self)
    guard findings.problems.isEmpty else {
      throw DatasetError(.missing, findings.problems.joined(separator: "; "))
    }
    return files
  }
}
