package import Foundation
import VigilCore
import VigilHashing

/// One open, locked file that becomes another one's replacement; closing it frees the lock.
package final class OpenFile {
  private let descriptor: Int32
  private let place: URL
  private let destination: URL

  private init(_ descriptor: Int32, _ place: URL, _ destination: URL) {
    self.descriptor = descriptor
    self.place = place
    self.destination = destination
  }

  deinit { close(descriptor) }

  /// Opens or makes the file at `place`, and the folders above it.
  ///
  /// - Throws: `busy` when another process, or another download of this one, has it.
  package static func open(_ place: URL, for destination: URL) throws(DownloadError) -> OpenFile {
    var isFolder: ObjCBool = false
    if FileManager.default.fileExists(atPath: destination.path, isDirectory: &isFolder), isFolder.boolValue {
      throw DownloadError(.cannotWrite, "\(destination.path) is a folder; give the name of a file")
    }
    do throws(CoreError) { try Destination.makeFolder(place.deletingLastPathComponent()) } catch {
      throw DownloadError(.cannotWrite, "cannot write \(place.path): \(error.message)")
    }
    while true {
      // No link is followed: the name can be guessed, and the file will be truncated.
      let descriptor = Foundation.open(place.path, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0o644)
      guard descriptor >= 0 else { throw failure("write \(place.path)") }
      let file = OpenFile(descriptor, place, destination)
      // Some network file systems have no locks; there, two downloads at once are not noticed.
      if flock(descriptor, LOCK_EX | LOCK_NB) != 0, errno == EWOULDBLOCK {
        throw DownloadError(
          .busy, "another download is writing \(destination.path); wait for it, or choose another place")
      }
      // The other download may have moved the file to its destination just before the lock was free.
      if try file.isStillInPlace() { return file }
    }
  }

  /// The size in bytes.
  func size() throws(DownloadError) -> Int {
    var status = stat()
    guard fstat(descriptor, &status) == 0 else { throw Self.failure("read \(place.path)") }
    return Int(status.st_size)
  }

  /// The bytes that the file's volume has left for this user; nil when it does not say.
  func freeBytes() -> Int? {
    var status = statvfs()
    guard fstatvfs(descriptor, &status) == 0 else { return nil }
    let (bytes, overflow) = Int(status.f_bavail).multipliedReportingOverflow(by: Int(status.f_frsize))
    return overflow ? nil : bytes
  }

  /// The hash of the first `count` bytes.
  func hashStart(_ count: Int) throws(DownloadError) -> SHA256 {
    var hash = SHA256()
    var offset = 0
    let block = UnsafeMutableRawBufferPointer.allocate(byteCount: 1 << 20, alignment: 16)
    defer { block.deallocate() }
    while offset < count {
      guard !Task.isCancelled else { throw DownloadError.cancelled(destination) }
      let read = pread(descriptor, block.baseAddress, min(block.count, count - offset), off_t(offset))
      if read < 0, errno == EINTR { continue }
      guard read > 0 else { throw Self.failure("read \(place.path)") }
      hash.update(UnsafeRawBufferPointer(rebasing: block[..<read]).bytes)
      offset += read
    }
    return hash
  }

  /// Makes the file that long.
  func truncate(to size: Int) throws(DownloadError) {
    guard ftruncate(descriptor, off_t(size)) == 0 else { throw Self.failure("write \(place.path)") }
  }

  /// Writes all of `chunk`, starting at byte `offset`.
  package func write(_ chunk: RawSpan, at offset: Int) throws(DownloadError) {
    let code = chunk.withUnsafeBytes { bytes -> Int32 in
      var written = 0
      while written < bytes.count {
        let count = pwrite(
          descriptor, bytes.baseAddress?.advanced(by: written), bytes.count - written, off_t(offset + written)
        )
        if count < 0, errno == EINTR { continue }
        guard count > 0 else { return count < 0 ? errno : ENOSPC }
        written += count
      }
      return 0
    }
    guard code == 0 else { throw Self.failure("write \(place.path)", code) }
  }

  /// Waits until the disk has what was written.
  func synchronize() throws(DownloadError) {
    // Not every kind of file can be synchronised; those that cannot say EINVAL.
    guard fsync(descriptor) == 0 || errno == EINVAL else { throw Self.failure("write \(place.path)") }
  }

  /// Renames the file to its destination, replacing what was there in one step.
  func moveToDestination() throws(DownloadError) {
    guard rename(place.path, destination.path) == 0 else {
      throw Self.failure("put \(destination.path) in its place")
    }
    // The new name must outlive a power cut too; a folder that cannot be opened loses only that.
    let folder = Foundation.open(destination.deletingLastPathComponent().path, O_RDONLY | O_CLOEXEC)
    guard folder >= 0 else { return }
    _ = fsync(folder)
    close(folder)
  }

  /// Whether the name still means the file that was opened.
  private func isStillInPlace() throws(DownloadError) -> Bool {
    var opened = stat()
    var named = stat()
    guard fstat(descriptor, &opened) == 0 else { throw Self.failure("read \(place.path)") }
    return stat(place.path, &named) == 0 && named.st_ino == opened.st_ino && named.st_dev == opened.st_dev
  }

  private static func failure(_ action: String, _ code: Int32 = errno) -> DownloadError {
    let reason = String(cString: strerror(code))
    if code == ENOSPC || code == EDQUOT {
      return DownloadError(
        .diskFull, "cannot \(action): \(reason); free some space and run it again to resume")
    }
    return DownloadError(.cannotWrite, "cannot \(action): \(reason); check the folder and its permissions")
  }
}
