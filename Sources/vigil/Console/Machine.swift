import Foundation

/// The machine that results come from.
struct Machine {
  var processor: String
  var architecture: String
  var cores: Int
  var memoryBytes: UInt64
  var system: String

  /// This machine.
  static var current: Machine {
    var name = utsname()
    uname(&name)
    let architecture = withUnsafeBytes(of: &name.machine) {
      String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self)
    }
    let cpu = try? String(contentsOfFile: "/proc/cpuinfo", encoding: .utf8)
    // x86 names its processor here; Arm boards name the board in the device tree.
    let board = try? String(contentsOfFile: "/proc/device-tree/model", encoding: .utf8)
    let model = cpu?.split(separator: "\n").first { $0.hasPrefix("model name") }?
      .split(separator: ":", maxSplits: 1).last.map { $0.trimmingCharacters(in: .whitespaces) }
    return Machine(
      processor: model ?? board?.trimmingCharacters(in: .controlCharacters) ?? "unknown processor",
      architecture: architecture,
      cores: ProcessInfo.processInfo.activeProcessorCount,
      memoryBytes: ProcessInfo.processInfo.physicalMemory,
      system: ProcessInfo.processInfo.operatingSystemVersionString)
  }

  /// One line for a result's provenance.
  var line: String {
    let memory = (Double(memoryBytes) / Double(1 << 30)).formatted(.number.precision(.fractionLength(1)))
    return "\(processor), \(architecture), \(cores) cores, \(memory) GiB, \(system)"
  }
}
