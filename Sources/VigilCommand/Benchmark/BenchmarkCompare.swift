import ArgumentParser
import Foundation
import VigilBenchmark
import VigilCore

/// `vigil benchmark compare A.json B.json`.
struct BenchmarkCompare: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "compare",
    abstract: "Compares two benchmarks: what is faster, slower or unchanged beyond the noise between rounds.",
    discussion: "A and B are benchmark.json files; verdicts say how B differs from A.")

  @Argument(help: "The baseline.")
  var first: String

  @Argument(help: "The benchmark to judge against the baseline.")
  var second: String

  @Flag(help: "Fail if anything but the speed differs, such as the machine or the video.")
  var strict = false

  func run() throws {
    let comparison = try BenchmarkComparison(
      BenchmarkRecord(reading: URL(filePath: first)), BenchmarkRecord(reading: URL(filePath: second)))
    if strict, !comparison.warnings.isEmpty {
      throw CommandError(
        "the benchmarks differ in more than speed: \(comparison.warnings.joined(separator: "; "))")
    }
    for warning in comparison.warnings { Console.diagnostic("note: \(warning)") }
    for line in comparison.unmatched { Console.diagnostic("note: \(line)") }
    for pair in comparison.pairs where !pair.figures.isEmpty {
      Console.result(pair.title)
      for line in TextTable.lines(pair.table.map { ["  " + $0[0]] + $0[1...] }, numeric: [1, 2]) {
        Console.result(line)
      }
    }
  }
}
