import Dispatch  // whichever module was read first has the members of stat
import Foundation

/// The station's folder, from which files are opened by the paths of the database and by nothing that a client sent.
struct MediaFolder: Sendable {
  let folder: URL

  /// Opens a plain file to read.
  ///
  /// Every step is taken from the folder before it, and none through a link: a path that leads out of the folder, by whatever has been put
  /// there, opens nothing.
  ///
  /// - Returns: nil if there is no such file.
  func open(_ path: String) -> OpenFile? {
    let parts = path.split(separator: "/", omittingEmptySubsequences: false)
    guard let name = parts.last, parts.allSatisfy(Self.isPlain), parts.count <= 32 else { return nil }
    var place = Foundation.open(folder.path, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
    for part in parts.dropLast() where place >= 0 {
      let next = openat(place, String(part), O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC)
      close(place)
      place = next
    }
    guard place >= 0 else { return nil }
    defer { close(place) }
    // Without waiting: a pipe that somebody put there would be waited for.
    let descriptor = openat(place, String(name), O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC)
    guard descriptor >= 0 else { return nil }
    return OpenFile(descriptor)
  }

  private static func isPlain(_ part: Substring) -> Bool {
    !part.isEmpty && part != "." && part != ".." && !part.utf8.contains(0) && part.utf8.count <= 255
  }
}

/// A file that is open for reading, until it is released.
final class OpenFile: Sendable {
  private let descriptor: Int32
  /// Its length when it was opened.
  let size: Int64

  /// Takes a descriptor over; nil, and closed, unless it is of a plain file.
  fileprivate init?(_ descriptor: Int32) {
    var status = stat()
    guard fstat(descriptor, &status) == 0, status.st_mode & S_IFMT == S_IFREG else {
      close(descriptor)
      return nil
    }
    (self.descriptor, size) = (descriptor, Int64(status.st_size))
  }

  deinit { close(descriptor) }

  /// Bytes from a place on; fewer where the file ends, nil where the disk fails.
  func read(at offset: Int64, count: Int) -> [UInt8]? {
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
