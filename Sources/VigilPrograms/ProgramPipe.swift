import CSpawn
import Foundation

/// A pipe to or from a program that is started.
struct ProgramPipe {
  /// Why there is none.
  struct Failure: Error {
    /// The system's number.
    var number: Int32
  }

  let reading: End
  let writing: End

  init() throws(Failure) {
    var ends: [Int32] = [-1, -1]
    let error = vigil_pipe(&ends)
    guard error == 0 else { throw Failure(number: error) }
    (reading, writing) = (End(ends[0]), End(ends[1]))
  }

  /// One of its ends, closed when nobody has it any more.
  final class End {
    /// Negative once it is closed.
    private(set) var descriptor: Int32

    fileprivate init(_ descriptor: Int32) { self.descriptor = descriptor }

    deinit { close() }

    func close() {
      if descriptor >= 0 { Foundation.close(descriptor) }
      descriptor = -1
    }

    /// Reads what there is now, and keeps the end of all that was read; closes at its end.
    ///
    /// - Returns: how many bytes were read.
    func read(into bytes: inout [UInt8], keeping count: Int) -> Int {
      var total = 0
      var part = [UInt8](repeating: 0, count: 4096)
      // A writer that never rests must not hold the reader.
      for _ in 0..<16 where isReady(POLLIN) {
        let length = Foundation.read(descriptor, &part, part.count)
        guard length > 0 else {
          close()
          break
        }
        total += length
        bytes += part.prefix(length)
        bytes.removeFirst(max(0, bytes.count - count))
      }
      return total
    }

    /// Writes as much as there is room for, and takes it from the bytes; all of them if nobody reads.
    func write(_ bytes: inout ArraySlice<UInt8>) {
      // Up to so many bytes a pipe that is ready takes without waiting.
      while !bytes.isEmpty, isReady(POLLOUT) {
        let part = Array(bytes.prefix(Int(PIPE_BUF)))
        let written = BrokenPipes.survived { Foundation.write(descriptor, part, part.count) }
        guard written > 0 else {
          bytes = []
          return
        }
        bytes.removeFirst(written)
      }
    }

    private func isReady(_ event: Int32) -> Bool {
      var found = pollfd(fd: descriptor, events: Int16(event), revents: 0)
      return descriptor >= 0 && poll(&found, 1, 0) > 0
    }
  }
}
