import Foundation

/// The address space that a limit (`ulimit -v`) leaves to the program.
///
/// Libraries and threads reserve far more than they use. Where there is no room for a thread, the runtime waits for some forever,
/// and what else may not be reserved ends the program without a word.
public enum AddressSpace {
  /// The least that must be left at the start, in bytes: a network needs more, but can say so.
  package static let least = 384 << 20

  /// What is wrong with the limit of this process, and what to do about it; nil if it leaves enough.
  public static var complaint: String? {
    guard let limits = text("limits"), let sizes = text("statm") else { return nil }
    return complaint(limits: limits, sizes: sizes, pageSize: sysconf(Int32(_SC_PAGESIZE)))
  }

  /// The same for a process with these files in /proc.
  package static func complaint(limits: String, sizes: String, pageSize: Int) -> String? {
    guard let line = limits.split(separator: "\n").first(where: { $0.hasPrefix("Max address space") }),
      // The soft limit, which may be "unlimited".
      let limit = line.dropFirst("Max address space".count).split(separator: " ").first.flatMap({ Int($0) }),
      let used = sizes.split(separator: " ").first.flatMap({ Int($0) }), limit - used * pageSize < least
    else { return nil }
    return
      "the limit of \(limit >> 20) MiB of address space (ulimit -v) is too low to start with; raise it to 1500 MiB or more, "
      + "and limit what is used with a control group instead"
  }

  private static func text(_ name: String) -> String? {
    // The files report a size of 0, so they are read to their end.
    FileHandle(forReadingAtPath: "/proc/self/\(name)").flatMap { try? $0.readToEnd() }
      .map { String(decoding: $0, as: UTF8.self) }
  }
}
