import ArgumentParser

/// `vigil benchmark`.
struct Benchmark: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Measures speed, latency, memory and energy on this machine, and compares measurements.",
    subcommands: [BenchmarkRun.self, BenchmarkCompare.self, BenchmarkStore.self, BenchmarkMeasure.self],
    defaultSubcommand: BenchmarkRun.self)
}
