import Foundation

/// The files that a program has open from its start: standard input, output and error.
package enum StandardFiles {
  /// Opens those that were closed when the program was started: another file would get their number, and the lines that are meant
  /// for them.
  package static func openClosed() {
    for descriptor in STDIN_FILENO...STDERR_FILENO where fcntl(descriptor, F_GETFD) < 0 {
      // The lowest free number is the one that is missing.
      _ = open("/dev/null", O_RDWR)
    }
  }

  /// Writes text; returns the error that prevents it, or 0, and how many bytes are left.
  @discardableResult
  package static func write(_ text: String, to descriptor: Int32) -> (code: Int32, rest: Int) {
    var bytes = Array(text.utf8)[...]
    while !bytes.isEmpty {
      let written = bytes.withUnsafeBytes { Foundation.write(descriptor, $0.baseAddress, $0.count) }
      guard written < 0 else {
        bytes = bytes.dropFirst(written)
        continue
      }
      switch errno {
      case EINTR: continue
      case EAGAIN:
        // Another program may have made a shared terminal or pipe non-blocking.
        var full = pollfd(fd: descriptor, events: Int16(POLLOUT), revents: 0)
        poll(&full, 1, -1)
      case let code: return (code, bytes.count)
      }
    }
    return (0, 0)
  }
}
