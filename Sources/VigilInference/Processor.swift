import Foundation
import VigilCore

/// The processor's resources for this process.
enum Processor {
  /// The number of cores that the process may keep busy.
  ///
  /// Two threads on one core with simultaneous multithreading share its arithmetic units, which one thread of
  /// inference fills already, so cores are counted. A container's or a service's quota counts as well: threads
  /// beyond it are throttled in the middle of their work, and all others wait for them.
  static func usableCores() -> Int {
    let logical = ProcessInfo.processInfo.activeProcessorCount
    let multithreaded = text("/sys/devices/system/cpu/smt/active") == "1"
    let cores = multithreaded ? (logical + 1) / 2 : logical
    return max(1, min(cores, quota() ?? cores))
  }

  /// A digest of the processor's instruction set, since compiled networks depend on it.
  static func featureDigest() -> UInt64 {
    DeterministicValues.fnv1a64(features(cpuInfo: text("/proc/cpuinfo") ?? ""))
  }

  /// The line of the first processor that lists its instructions: `flags` on x86-64, `Features` on Arm.
  static func features(cpuInfo: String) -> String {
    let line = cpuInfo.split(separator: "\n").first { $0.hasPrefix("flags") || $0.hasPrefix("Features") }
    return String(line?.drop { $0 != ":" } ?? "")
  }

  /// The smallest CPU quota of the control groups around this process, in whole cores.
  private static func quota() -> Int? {
    let group = (text("/proc/self/cgroup") ?? "").split(separator: "\n").first { $0.hasPrefix("0::") }
    var path = String(group?.dropFirst(3) ?? "/")
    var smallest: Int?
    while true {
      if let cores = cores(quota: text("/sys/fs/cgroup\(path)/cpu.max") ?? "") {
        smallest = min(smallest ?? cores, cores)
      }
      guard let slash = path.lastIndex(of: "/"), path != "/" else { return smallest }
      path = String(path[..<slash])
      if path.isEmpty { path = "/" }
    }
  }

  /// Whole cores from the text of `cpu.max`: microseconds in a period, or `max`, and the period.
  static func cores(quota: String) -> Int? {
    let numbers = quota.split(whereSeparator: \.isWhitespace).map { Double($0) }
    guard numbers.count == 2, let used = numbers[0], let period = numbers[1], period > 0 else { return nil }
    return max(1, Int((used / period).rounded(.down)))
  }

  private static func text(_ path: String) -> String? {
    // These files report a size of 0, which reading by URL would believe.
    guard let handle = FileHandle(forReadingAtPath: path), let data = try? handle.readToEnd() else {
      return nil
    }
    return String(decoding: data, as: UTF8.self).trimmingCharacters(in: .whitespacesAndNewlines)
  }
}
