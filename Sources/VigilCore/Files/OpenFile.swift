import Foundation

/// A file that is open for reading, until it is released.
package final class OpenFile: Sendable {
  private let descriptor: Int32
  /// Its length when it was opened.
  package let size: Int64

  /// Takes a descriptor over; nil, and closed, unless it is of a plain file.
  package init?(_ descriptor: Int32) {
    var status = stat()
    guard fstat(descriptor, &status) == 0, status.st_mode & S_IFMT == S_IFREG else {
      close(descriptor)
      return nil
    }
    (self.descriptor, size) = (descriptor, Int64(status.st_size))
  }

  deinit { close(descriptor) }

  /// Bytes from a place on; fewer where the file ends, nil where the disk fails.
  package func read(at offset: Int64, count: Int) -> [UInt8]? {
    var length = -1
    let bytes = [UInt8](unsafeUninitializedCapacity: count) { buffer, filled in
      repeat {
        length = pread(descriptor, buffer.baseAddress, count, off_t(offset))
      } while length < 0 && errno == EINTR
      filled = max(0, length)
    }
    return length < 0 ? nil : bytes
  }
}
