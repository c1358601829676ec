import Foundation
import Synchronization

/// Standard output and standard error, written whole lines at a time.
enum Console {
  private static let lock = Mutex(())

  /// Whether a person is likely to watch standard error.
  static let errorIsTerminal = isatty(STDERR_FILENO) == 1

  /// Whether a person is likely to watch standard output.
  static let outputIsTerminal = isatty(STDOUT_FILENO) == 1

  /// Writes one line of results to standard output.
  ///
  /// A closed pipe (`vigil … | head`) ends the program quietly, as with other tools. If results cannot be written, as on
  /// a full disk, the program ends with status 1 and says so.
  static func result(_ line: String) {
    write(line + "\n", to: STDOUT_FILENO)
  }

  /// Writes one line of diagnostics to standard error.
  static func diagnostic(_ line: String) {
    write(line + "\n", to: STDERR_FILENO)
  }

  /// Writes text to standard error as it is, such as a progress line that ends in a carriage return.
  static func terminal(_ text: String) {
    write(text, to: STDERR_FILENO)
  }

  private static func write(_ text: String, to descriptor: Int32) {
    lock.withLock { _ in
      var bytes = Array(text.utf8)[...]
      while !bytes.isEmpty {
        let written = bytes.withUnsafeBytes { Foundation.write(descriptor, $0.baseAddress, $0.count) }
        if written < 0 {
          switch errno {
          case EINTR: continue
          case EAGAIN:
            // Another program may have made a shared terminal or pipe non-blocking.
            var full = pollfd(fd: descriptor, events: Int16(POLLOUT), revents: 0)
            poll(&full, 1, -1)
            continue
          case EPIPE: return
          // A closed terminal is a reader that went away; the work it asked for is still finished.
          case EIO where outputIsTerminal: return
          case let error where descriptor == STDOUT_FILENO:
            let line = Array("Error: cannot write the results: \(String(cString: strerror(error)))\n".utf8)
            _ = Foundation.write(STDERR_FILENO, line, line.count)
            _exit(1)
          default: return
          }
        }
        bytes = bytes.dropFirst(written)
      }
    }
  }
}
