package import Foundation
import VigilCore
import VigilHashing
import VigilMedia

/// The machine's own disk.
package struct MachineDisk: DiskOperations {
  /// Makes an access to it.
  package init() {}

  package func size(of file: URL) throws(RecordingError) -> Int64? {
    var status = stat()
    if stat(file.path, &status) == 0 { return Int64(status.st_size) }
    guard errno == ENOENT || errno == ENOTDIR else { throw Self.failure("read", file) }
    return nil
  }

  package func files(below folder: URL) throws(RecordingError) -> [String] {
    guard let listing = FileManager.default.enumerator(atPath: folder.path) else { return [] }
    var files: [String] = []
    for case let path as String in listing
    where listing.fileAttributes?[.type] as? FileAttributeType == .typeRegular {
      files.append(path)
    }
    return files.sorted()
  }

  package func freeBytes(at folder: URL) throws(RecordingError) -> Int64 {
    var status = statvfs()
    guard statvfs(folder.path, &status) == 0 else { throw Self.failure("read", folder) }
    return Int64(status.f_bavail) * Int64(status.f_frsize)
  }

  package func makeFolder(_ folder: URL) throws(RecordingError) {
    guard mkdir(folder.path, 0o777) != 0 else {
      try synchronizeFolder(folder.deletingLastPathComponent())
      return
    }
    switch errno {
    case EEXIST: return
    case ENOENT:
      let parent = folder.deletingLastPathComponent()
      guard parent.path != folder.path else { throw Self.failure("make", folder) }
      try makeFolder(parent)
      guard mkdir(folder.path, 0o777) == 0 || errno == EEXIST else { throw Self.failure("make", folder) }
      try synchronizeFolder(parent)
    default: throw Self.failure("make", folder)
    }
  }

  package func synchronize(_ file: URL) throws(RecordingError) { try synchronize(file, O_RDONLY) }

  package func synchronizeFolder(_ folder: URL) throws(RecordingError) {
    try synchronize(folder, O_RDONLY | O_DIRECTORY)
  }

  private func synchronize(_ place: URL, _ flags: Int32) throws(RecordingError) {
    let descriptor = open(place.path, flags | O_CLOEXEC)
    guard descriptor >= 0 else { throw Self.failure("open", place) }
    defer { close(descriptor) }
    guard fsync(descriptor) == 0 else { throw Self.failure("write", place) }
  }

  package func rename(_ file: URL, to other: URL) throws(RecordingError) {
    guard Foundation.rename(file.path, other.path) == 0 else { throw Self.failure("rename", file) }
  }

  package func remove(_ file: URL) throws(RecordingError) {
    guard unlink(file.path) == 0 || errno == ENOENT || errno == ENOTDIR else {
      throw Self.failure("remove", file)
    }
  }

  package func removeEmptyFolders(in folder: URL, before name: String) {
    for day in (try? FileManager.default.contentsOfDirectory(atPath: folder.path)) ?? [] where day < name {
      rmdir(folder.appending(path: day).path)
    }
  }

  package func text(of file: URL) throws(RecordingError) -> String? {
    guard try size(of: file) != nil else { return nil }
    do {
      return try String(contentsOf: file, encoding: .utf8)
    } catch {
      let reason = AtomicFile.systemCode(error).map {
        SystemReason.text($0, otherwise: "check the disk and its permissions")
      }
      throw RecordingError(.cannotWrite, "cannot read \(file.path): \(reason ?? error.explanation)")
    }
  }

  package func write(_ content: Data, to file: URL) throws(RecordingError) {
    do throws(CoreError) {
      try AtomicFile.write(content, to: file)
    } catch {
      throw RecordingError(unwritten: error.message)
    }
    try synchronizeFolder(file.deletingLastPathComponent())
  }

  package func remux(_ growing: URL, to clip: URL) throws(RecordingError) -> PlayableFile {
    do throws(MediaError) {
      let file = try ClipRemux.write([ClipPiece(growing)], destination: clip)
      return PlayableFile(seconds: file.end - file.start, pictures: file.pictures)
    } catch {
      throw RecordingError(error)
    }
  }

  package func playable(_ file: URL) throws(RecordingError) -> PlayableFile {
    do throws(MediaError) {
      let facts = try ClipRemux.facts(of: file)
      return PlayableFile(seconds: facts.seconds, pictures: facts.pictures)
    } catch {
      throw RecordingError(error)
    }
  }

  package func digest(of file: URL) throws(RecordingError) -> String {
    do {
      let handle = try FileHandle(forReadingFrom: file)
      defer { try? handle.close() }
      var hash = SHA256()
      while let piece = try handle.read(upToCount: 1 << 20), !piece.isEmpty { hash.update(piece.bytes) }
      return hash.hexadecimal
    } catch {
      throw RecordingError(.cannotWrite, "cannot read \(file.path): \(error.explanation)")
    }
  }

  private static func failure(_ verb: String, _ place: URL) -> RecordingError {
    let code = errno
    let reason = SystemReason.text(code, otherwise: "check the disk and its permissions")
    return RecordingError(
      code == ENOSPC || code == EDQUOT ? .full : .cannotWrite, "cannot \(verb) \(place.path): \(reason)")
  }
}
