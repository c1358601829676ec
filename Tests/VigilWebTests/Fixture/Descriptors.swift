import Foundation

/// Descriptors that a test takes away from its process.
final class Descriptors {
  private var taken: [Int32] = []

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
