import Foundation

/// How many files and connections the process may have open.
///
/// Some are kept in reserve: libdispatch, on whose threads everything runs, ends the program when it cannot open a file of `/proc` to look
/// at them. So what takes descriptors for long asks first: a connection to a camera, a recording, a client of the web server.
package enum OpenFiles {
  /// How many are kept for what opens files only for a moment, such as the database and libdispatch.
  package static let reserve = 32

  /// Raises the limit to the most that the system allows this process.
  package static func raiseLimit() {
    guard var limit else { return }
    limit.rlim_cur = limit.rlim_max
    // Where it may not be raised, the limit stays as it is, and its end is told.
    _ = setrlimit(number, &limit)
  }

  /// What to do about too few that are left; nil if there are enough.
  package static func shortage() -> String? {
    guard let limit, limit.rlim_cur < rlim_t(Int32.max) else { return nil }
    let most = Int32(limit.rlim_cur)
    var left = 0
    // A new descriptor gets the lowest number that is free, so the highest ones are free unless few are left.
    for descriptor in (0..<most).reversed() {
      if fcntl(descriptor, F_GETFD) < 0 { left += 1 }
      if left == reserve { return nil }
    }
    return
      "of \(most) files and connections that may be open, fewer than \(reserve) are left: no camera can be connected and nothing recorded anew; raise LimitNOFILE= of the service, or ulimit -n"
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
