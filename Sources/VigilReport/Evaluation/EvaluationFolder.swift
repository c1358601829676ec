public import Foundation
import VigilCore

/// The output folder of an evaluation; earlier files of the same names are replaced once the new ones
/// are complete, all others stay.
public struct EvaluationFolder {
  /// The numbers.
  public static let numbers = "evaluation.json"
  /// The page.
  public static let page = "report.html"

  private let folder: URL

  /// Describes a folder, which need not exist.
  public init(_ folder: URL) { self.folder = folder }

  /// Creates the folder if necessary and writes both files.
  ///
  /// - Throws: `cannotWrite`.
  public func write(_ report: any EvaluationResult) throws(ReportError) {
    do {
      try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    } catch {
      throw ReportError(
        .cannotWrite, "cannot make the folder \(folder.path): \(error.explanation)")
    }
    do throws(ReportError) {
      var page = try PartialFile(folder.appending(path: Self.page))
      try page.write(report.html)
      var numbers = try PartialFile(folder.appending(path: Self.numbers))
      try numbers.write(report.json + "\n")
      try numbers.finish()
      try page.finish()
    } catch {
      // Nobody can use the half of a page.
      for name in [Self.page, Self.numbers] { PartialFile.discard(folder.appending(path: name)) }
      throw error
    }
  }
}
