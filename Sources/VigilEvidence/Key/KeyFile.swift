import Foundation

/// Small files of keys, read with care.
enum KeyFile {
  /// The most bytes that are read.
  private static let most = 4096

  /// The text of a file; nil if there is none.
  ///
  /// - Parameter isSecret: whether to refuse one that others may read or that is somebody else's.
  static func read(_ file: URL, isSecret: Bool) throws(EvidenceError) -> String? {
    let descriptor = open(file.path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | (isSecret ? O_NOFOLLOW : 0))
    guard descriptor >= 0 else {
      if errno == ENOENT { return nil }
      if errno == ELOOP {
        throw EvidenceError(.openKey, "\(file.path) is a link; put the key itself there")
      }
      throw EvidenceError(.cannotRead, "cannot read \(file.path): \(String(cString: strerror(errno)))")
    }
    defer { close(descriptor) }
    var status = stat()
    guard fstat(descriptor, &status) == 0, status.st_mode & S_IFMT == S_IFREG else {
      throw EvidenceError(.cannotRead, "\(file.path) is not a file")
    }
    if isSecret {
      guard status.st_mode & 0o077 == 0 else {
        throw EvidenceError(
          .openKey,
          "\(file.path) can be read or written by others than its owner; run: chmod 600 \(file.path)")
      }
      guard status.st_uid == geteuid() || geteuid() == 0 else {
        throw EvidenceError(
          .openKey, "\(file.path) belongs to another user; give it to the one who runs vigil")
      }
    }
    var bytes = [UInt8](repeating: 0, count: most)
    var count = 0
    while count < most {
      let read = bytes.withUnsafeMutableBytes {
        Foundation.read(descriptor, $0.baseAddress?.advanced(by: count), most - count)
      }
      if read < 0, errno == EINTR { continue }
      guard read >= 0 else {
        throw EvidenceError(.cannotRead, "cannot read \(file.path): \(String(cString: strerror(errno)))")
      }
      if read == 0 { break }
      count += read
    }
    return String(validating: bytes[..<count], as: UTF8.self) ?? ""
  }
}
