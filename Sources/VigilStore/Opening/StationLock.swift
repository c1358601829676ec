import Foundation

/// The right to write to a station's folder, held until it is released or the process ends, however it ends.
final class StationLock: Sendable {
  private let descriptor: Int32

  /// Takes the lock.
  ///
  /// - Throws: `inUse` if another store has it, in this process or another; `readOnly`, `failed`.
  init(_ place: StorePlace) throws(StoreError) {
    let path = place.lock.path
    descriptor = open(path, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0o600)
    guard descriptor >= 0 else { throw StoreError(systemError: errno, place.lock) }
    // From here on `deinit` closes it, also after an error.
    try place.giveToOwner(descriptor)
    guard flock(descriptor, LOCK_EX | LOCK_NB) == 0 else {
      let reason = errno
      let owner = Self.owner(descriptor)
      guard reason == EWOULDBLOCK else { throw StoreError(systemError: reason, place.lock) }
      throw StoreError(
        .inUse,
        "a station runs on \(place.folder.path) already\(owner.map { " (process \($0))" } ?? ""); stop it first, or give this one another folder"
      )
    }
    let text = Array("\(getpid())\n".utf8)
    // Only to be named in the message above; the lock holds without.
    ftruncate(descriptor, 0)
    pwrite(descriptor, text, text.count, 0)
  }

  deinit { close(descriptor) }

  /// Gives the lock back.
  func release() { flock(descriptor, LOCK_UN) }

  private static func owner(_ descriptor: Int32) -> Int? {
    var bytes = [UInt8](repeating: 0, count: 16)
    let count = pread(descriptor, &bytes, bytes.count, 0)
    return Int(String(decoding: bytes.prefix(max(0, count)), as: UTF8.self).filter(\.isNumber))
  }
}
