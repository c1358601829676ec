import Foundation

/// Ends the `poll` of another thread.
final class Waker: Sendable {
  private let (reading, writing): (Int32, Int32)

  init() {
    var ends: [Int32] = [-1, -1]
    guard pipe(&ends) == 0 else {
      preconditionFailure("no pipe for a broker: \(String(cString: strerror(errno)))")
    }
    for end in ends {
      _ = fcntl(end, F_SETFL, O_NONBLOCK)
      _ = fcntl(end, F_SETFD, FD_CLOEXEC)
    }
    (reading, writing) = (ends[0], ends[1])
  }

  deinit {
    close(reading)
    close(writing)
  }

  /// What becomes readable.
  var descriptor: Int32 { reading }

  /// Ends it now, or the next at once.
  func wake() {
    // A pipe that is full wakes as well.
    var byte: UInt8 = 1
    _ = write(writing, &byte, 1)
  }

  /// Waits for so long, or until it is woken.
  func pause(milliseconds: Int32) {
    var found = pollfd(fd: reading, events: Int16(POLLIN), revents: 0)
    poll(&found, 1, milliseconds)
    if found.revents != 0 { rest() }
  }

  /// Makes it wait again.
  func rest() {
    var bytes = [UInt8](repeating: 0, count: 64)
    while read(reading, &bytes, bytes.count) > 0 {}
  }
}
