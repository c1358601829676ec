import Foundation

/// The resources that this process has used.
public struct ProcessUsage: Hashable, Sendable {
  /// Seconds of processor time since it began, over all threads.
  public var cpuSeconds: Double
  /// Resident memory now, in bytes; nil if the system does not report it.
  public var residentBytes: Double?
  /// Peak resident memory, in bytes; nil if the system does not report it.
  public var peakBytes: Double?

  /// The kernel's current values.
  public static func now(_ tree: SystemTree = .machine) -> ProcessUsage {
    var usage = rusage()
    #if os(Linux)
      _ = getrusage(__rusage_who_t(RUSAGE_SELF.rawValue), &usage)
    #else
      _ = getrusage(RUSAGE_SELF, &usage)
    #endif
    func seconds(_ time: timeval) -> Double { Double(time.tv_sec) + Double(time.tv_usec) * 1e-6 }
    // Not ru_maxrss: that is inherited from the parent process.
    let status = (try? tree.text("/proc/self/status")) ?? ""
    return ProcessUsage(
      cpuSeconds: seconds(usage.ru_utime) + seconds(usage.ru_stime),
      residentBytes: kibibytes("VmRSS", in: status), peakBytes: kibibytes("VmHWM", in: status))
  }

  /// Resets the peak of the memory to what is resident now, if the system can do that.
  public static func forgetPeak() {
    // See proc(5): 5 resets the peak of the process that writes it.
    let descriptor = open("/proc/self/clear_refs", O_WRONLY | O_CLOEXEC)
    guard descriptor >= 0 else { return }
    _ = write(descriptor, "5", 1)
    close(descriptor)
  }

  /// Seconds since this process was started; nil if the system does not report it.
  public static func age(_ tree: SystemTree = .machine) -> Double? {
    // The name of the program, in parentheses, may hold anything; the 20th field after it is the start in ticks.
    guard let stat = try? tree.text("/proc/self/stat"), let end = stat.lastIndex(of: ")"),
      let uptime = try? tree.number("/proc/uptime")
    else { return nil }
    let fields = stat[stat.index(after: end)...].split(separator: " ")
    guard fields.count > 19, let ticks = Double(fields[19]) else { return nil }
    let age = uptime - ticks / Double(sysconf(Int32(_SC_CLK_TCK)))
    return age >= 0 && age.isFinite ? age : nil
  }

  private static func kibibytes(_ key: String, in status: String) -> Double? {
    let line = status.split(separator: "\n").first { $0.hasPrefix(key + ":") }
    let value = line?.split(whereSeparator: \.isWhitespace).dropFirst().first
    return value.flatMap { Double($0) }.map { $0 * 1024 }
  }
}
