import Foundation

/// The descriptors of a process, which a test takes away or counts.
final class Descriptors {
  private let most: Int32 = 1024
  private var taken: [Int32] = []

  /// How many are open.
  static var count: Int {
    get throws { try FileManager.default.contentsOfDirectory(atPath: "/proc/self/fd").count }
  }

  init() {
    var limit = rlimit()
    getrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit)
    limit.rlim_cur = min(limit.rlim_cur, rlim_t(most))
    setrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit)
  }

  /// Takes all that are left but some.
  func takeAll(butFor rest: Int) {
    // A new one gets the lowest number that is free.
    repeat {
      taken.append(open("/dev/null", O_RDONLY))
    } while taken.last.map { (0..<most - Int32(rest) - 1).contains($0) } == true
  }

  /// Gives some back.
  func release(_ count: Int) {
    for descriptor in taken.suffix(count) { close(descriptor) }
    taken.removeLast(min(count, taken.count))
  }
}
