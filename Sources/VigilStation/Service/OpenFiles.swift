import Foundation

/// How many files and connections the process may have open.
public enum OpenFiles {
  /// How many must be left: a connection to a camera, a file and its folder take some at once.
  static let least = 8

  /// Raises the limit to the most that the system allows this process.
  public static func raiseLimit() {
    guard var limit else { return }
    limit.rlim_cur = limit.rlim_max
    // Where it may not be raised, the limit stays as it is, and its end is told.
    _ = setrlimit(number, &limit)
  }

  /// What to do about too few that are left; nil if there are enough.
  static func shortage() -> String? {
    var opened: [Int32] = []
    defer { for descriptor in opened { close(descriptor) } }
    while opened.count < least {
      let descriptor = open("/dev/null", O_RDONLY | O_CLOEXEC)
      guard descriptor < 0 else {
        opened.append(descriptor)
        continue
      }
      // Whatever else may be wrong is no want of descriptors.
      guard errno == EMFILE || errno == ENFILE else { return nil }
      let most = limit.map { "\($0.rlim_cur)" } ?? "all"
      return
        "\(most) files and connections are open, as many as allowed: no camera can be connected and nothing recorded anew; raise LimitNOFILE= of the service, or ulimit -n"
    }
    return nil
  }

  private static var limit: rlimit? {
    var limit = rlimit()
    return getrlimit(number, &limit) == 0 ? limit : nil
  }

  #if os(Linux)
    private static var number: __rlimit_resource_t { __rlimit_resource_t(RLIMIT_NOFILE.rawValue) }
  #else
    private static var number: Int32 { RLIMIT_NOFILE }
  #endif
}
