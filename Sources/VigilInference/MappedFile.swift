import Foundation

/// A memory-mapped file, unmapped with the last reference.
final class MappedFile: Sendable {
  /// The number of bytes.
  let count: Int
  private nonisolated(unsafe) let base: UnsafeMutableRawPointer

  /// Maps a file that is not empty, or returns the reason why it cannot.
  init?(_ file: URL) {
    let descriptor = open(file.path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { return nil }
    defer { close(descriptor) }
    var status = stat()
    guard fstat(descriptor, &status) == 0, status.st_size > 0 else { return nil }
    count = Int(status.st_size)
    guard let base = mmap(nil, count, PROT_READ, MAP_PRIVATE, descriptor, 0), base != MAP_FAILED else {
      return nil
    }
    self.base = base
  }

  deinit { munmap(base, count) }

  /// The contents, valid while this object lives.
  var bytes: UnsafeRawBufferPointer { UnsafeRawBufferPointer(start: base, count: count) }

  /// Returns the pages to the system; they are read from the file again on access.
  func releasePages() {
    madvise(base, count, MADV_DONTNEED)
  }
}
