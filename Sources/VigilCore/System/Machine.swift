import Foundation

/// The machine that results come from.
public struct Machine: Hashable, Sendable {
  /// The name of the processor, or of the board.
  public var processor: String
  /// As uname(2) calls it, such as `x86_64`.
  public var architecture: String
  /// The processor cores that are online.
  public var cores: Int
  /// Physical memory in bytes.
  public var memoryBytes: UInt64
  /// The operating system and its version.
  public var system: String

  /// This machine.
  public static var current: Machine {
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

  /// The vector extensions that networks benefit from, by the kernel's names.
  public var features: [String] {
    let cpu = (try? String(contentsOfFile: "/proc/cpuinfo", encoding: .utf8)) ?? ""
    let line = cpu.split(separator: "\n").first { $0.hasPrefix("flags") || $0.hasPrefix("Features") } ?? ""
    let wanted = [
      "sse4_2", "avx", "f16c", "fma", "avx2", "avx_vnni", "avx512f", "avx512_vnni", "avx512_bf16", "amx_int8",
      "asimd", "asimdhp", "asimddp", "i8mm", "bf16", "sve",
    ]
    let has = Set(line.split(whereSeparator: { " \t:".contains($0) }).map(String.init))
    return wanted.filter(has.contains)
  }

  /// One line for a result's provenance.
  public var line: String {
    let memory = (Double(memoryBytes) / Double(1 << 30)).formatted(.number.precision(.fractionLength(1)))
    return "\(processor), \(architecture), \(cores) cores, \(memory) GiB, \(system)"
  }
}
