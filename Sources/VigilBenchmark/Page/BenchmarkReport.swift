public import Foundation
public import VigilCore
import VigilReport

/// The output files of a benchmark.
public struct BenchmarkReport: Sendable {
  /// All values.
  public static let numbers = "benchmark.json"
  /// The tables.
  public static let table = "benchmark.md"
  /// The page.
  public static let page = "report.html"

  let record: BenchmarkRecord

  /// Makes a report of a record.
  public init(_ record: BenchmarkRecord) { self.record = record }

  /// Creates the folder if necessary and writes the three files; each replaces an earlier one once it is complete.
  public func write(to folder: URL) throws(CoreError) {
    try AtomicFile.write(Data(html.utf8), to: folder.appending(path: Self.page))
    try AtomicFile.write(Data(record.markdown.utf8), to: folder.appending(path: Self.table))
    try AtomicFile.write(Data((record.json + "\n").utf8), to: folder.appending(path: Self.numbers))
  }
}
