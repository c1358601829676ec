import Foundation
import VigilBenchmark
import VigilCore
import VigilTestSupport

/// Files of `/sys` and others as a machine shows them, from a fixture with a line `path = text` for each.
struct RecordedTree {
  private let folder: TemporaryFolder

  init(_ name: String) throws {
    folder = try TemporaryFolder()
    let fixture = Bundle.module.bundleURL.appending(path: "Fixtures/\(name).txt")
    for line in try String(contentsOf: fixture, encoding: .utf8).split(separator: "\n") {
      guard let equals = line.range(of: " = ") else { continue }
      let text = line[equals.upperBound...].replacingOccurrences(of: "\\n", with: "\n")
      try write(String(line[..<equals.lowerBound]), text)
    }
  }

  /// What the machine has to tell its power, as one sees it who may not read some files.
  func sensor(forbidding paths: Set<String> = []) throws(BenchmarkError) -> PowerSensor {
    defer { withExtendedLifetime(folder) {} }
    return try PowerSensor(of: SystemTree(root: folder.url, forbidding: paths))
  }

  /// How the machine is set.
  func state() -> MachineState {
    defer { withExtendedLifetime(folder) {} }
    return MachineState(SystemTree(root: folder.url))
  }

  /// Reads a sensor at a moment.
  func read(into tally: inout EnergyTally, at seconds: Double) {
    tally.read(SystemTree(root: folder.url), at: seconds)
    withExtendedLifetime(folder) {}
  }

  /// Samples the meters while some work is done.
  func sample(_ work: () -> Void) throws(BenchmarkError) -> MeterSampling.Outcome {
    defer { withExtendedLifetime(folder) {} }
    let sampling = MeterSampling(SystemTree(root: folder.url), sensor: try sensor())
    work()
    return sampling.finish()
  }

  /// Changes a file, as the kernel would.
  func write(_ path: String, _ text: String) throws {
    let file = folder.url.appending(path: path)
    try FileManager.default.createDirectory(
      at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
    try Data((text + "\n").utf8).write(to: file)
  }

  /// Takes a file away.
  func remove(_ path: String) throws {
    try FileManager.default.removeItem(at: folder.url.appending(path: path))
  }
}
