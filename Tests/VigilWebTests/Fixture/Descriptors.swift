import Foundation

/// The descriptors of a process, which a test takes away or counts.
final class Descriptors {
  private var taken: [Int32] = []

  /// How many are open.
  static var count: Int {
    get throws { try FileManager.default.contentsOfDirectory(atPath: "/proc/self/fd").count }
  }

  init() {
    var limit = rlimit()
    getrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit)
    limit.rlim_cur = min(limit.rlim_cur, 1024)
    setrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit)
  }

  /// Takes all that are left.
  func takeAll() {
    while case let descriptor = open("/dev/null", O_RDONLY), descriptor >= 0 { taken.append(descriptor) }
  }

  /// Gives some back.
  func release(_ count: Int) {
    for descriptor in taken.suffix(count) { close(descriptor) }
    taken.removeLast(min(count, taken.count))
  }
}
