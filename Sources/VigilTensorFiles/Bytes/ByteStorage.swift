import Foundation

/// The sole owner of a mapped file or of a block of memory.
///
/// A mapping shows the file as it is on disk: if a program truncates the file while it is read,
/// the system kills this process. Vigil writes all its files atomically, so its own files never shrink.
final class ByteStorage: @unchecked Sendable {
  // Unchecked because of the pointer; the memory is written only inside the initialisers.
  let memory: UnsafeRawBufferPointer
  private let isMapped: Bool

  /// Maps a regular file for reading.
  init(mapping url: URL) throws(TensorFileError) {
    func failure() -> TensorFileError {
      TensorFileError(.cannotRead, "cannot read \(url.path): \(String(cString: strerror(errno)))")
    }
    // Opening a pipe would wait for a writer; a checkpoint is never a pipe.
    let descriptor = open(url.path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
    guard descriptor >= 0 else { throw failure() }
    defer { close(descriptor) }
    var status = stat()
    guard fstat(descriptor, &status) == 0 else { throw failure() }
    guard status.st_mode & S_IFMT == S_IFREG else {
      throw TensorFileError(.cannotRead, "cannot read \(url.path): it is not a regular file")
    }
    isMapped = status.st_size > 0
    guard isMapped else {
      memory = UnsafeRawBufferPointer(start: nil, count: 0)
      return
    }
    let size = Int(status.st_size)
    guard let start = mmap(nil, size, PROT_READ, MAP_PRIVATE, descriptor, 0), start != MAP_FAILED else {
      throw failure()
    }
    memory = UnsafeRawBufferPointer(start: start, count: size)
  }

  /// Allocates exactly `count` bytes, which `fill` must write.
  init<Failure: Error>(
    count: Int, filling fill: (UnsafeMutableRawBufferPointer) throws(Failure) -> Void
  ) throws(Failure) {
    let memory = UnsafeMutableRawBufferPointer.allocate(byteCount: count, alignment: 16)
    self.memory = UnsafeRawBufferPointer(memory)
    isMapped = false
    try fill(memory)
  }

  /// Gives the pages of a mapping back; they are read again when they are looked at. Memory that was allocated stays.
  ///
  /// Pages that were read count as memory of this process, in `top` and against the limit of a container, until the file is closed
  /// or the system is short of memory.
  func release() {
    guard isMapped else { return }
    // Advice: if it is not taken, the pages stay.
    _ = madvise(UnsafeMutableRawPointer(mutating: memory.baseAddress), memory.count, MADV_DONTNEED)
  }

  deinit {
    if isMapped {
      munmap(UnsafeMutableRawPointer(mutating: memory.baseAddress), memory.count)
    } else {
      memory.deallocate()
    }
  }
}
