public import Foundation
public import VigilCore
import VigilReport

/// The files that a benchmark leaves behind.
public struct BenchmarkReport: Sendable {
  /// Every value.
  public static let numbers = "benchmark.json"
  /// The tables.
  public static let table = "benchmark.md"
  /// The page.
  public static let page = "report.html"

  let record: BenchmarkRecord

  /// Shows a record.
  public init(_ record: BenchmarkRecord) { self.record = record }

  /// Makes the folder if need be and writes the three; each replaces an earlier one when it is whole.
  public func write(to folder: URL) throws(CoreError) {
    try AtomicFile.write(Data(html.utf8), to: folder.appending(path: Self.page))
    try AtomicFile.write(Data(record.markdown.utf8), to: folder.appending(path: Self.table))
    try AtomicFile.write(Data((record.json + "\n").utf8), to: folder.appending(path: Self.numbers))
  }
}
