import ArgumentParser
import Foundation
import VigilBenchmark

/// `vigil benchmark compare A.json B.json`.
struct BenchmarkCompare: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "compare",
    abstract: "Says what became faster, slower, or no different, beyond the noise of the rounds.",
    discussion: "A and B are benchmark.json files; verdicts are about B against A.")

  @Argument(help: "The first benchmark.")
  var first: String

  @Argument(help: "The second, which is judged.")
  var second: String

  @Flag(help: "Refuse to compare when anything but the speed differs, such as the machine or the video.")
  var strict = false

  func run() throws {
    let comparison = try BenchmarkComparison(
      BenchmarkRecord(reading: URL(filePath: first)), BenchmarkRecord(reading: URL(filePath: second)))
    if strict, !comparison.warnings.isEmpty {
      throw CommandError("not the same but for the speed: \(comparison.warnings.joined(separator: "; "))")
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
