import Foundation
import VigilDatasets

extension [Manifest.Video] {
  /// The files of these videos or of their features, in the same order.
  ///
  /// - Throws: if any is missing, named twice or in two splits, all at once.
  func located(in index: FileIndex) throws -> [URL] {
    var findings = Findings(namesOf: self)
    let files = findings.locate(self, in: index).compactMap(\.self)
    guard findings.problems.isEmpty else { throw CommandError(findings.problems.joined(separator: "; ")) }
    return files
  }
}
