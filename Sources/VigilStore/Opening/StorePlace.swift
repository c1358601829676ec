import Foundation

/// Where the files of a station's database are.
struct StorePlace: Sendable {
  var folder: URL

  var database: URL { folder.appending(path: "station.sqlite") }
  var log: URL { folder.appending(path: "station.sqlite-wal") }
  /// What connections to the database share.
  var index: URL { folder.appending(path: "station.sqlite-shm") }
  var lock: URL { folder.appending(path: "station.lock") }

  /// Makes the folder if it is missing, for its owner only.
  func makeFolder() throws(StoreError) {
    do {
      try FileManager.default.createDirectory(
        at: folder, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
    } catch {
      throw StoreError(error, at: self)
    }
  }

  /// Whether there is a file, whatever it is.
  func exists(_ file: URL) -> Bool {
    var status = stat()
    return lstat(file.path, &status) == 0
  }

  /// Whether the disk itself cannot be written to.
  var isReadOnlyDisk: Bool {
    var status = statvfs()
    return statvfs(folder.path, &status) == 0 && status.f_flag & UInt(ST_RDONLY) != 0
  }

  /// Makes what was renamed or made in the folder survive a power cut.
  static func synchronize(_ url: URL) throws(StoreError) {
    let descriptor = open(url.path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { throw StoreError(systemError: errno, url) }
    defer { Foundation.close(descriptor) }
    guard fsync(descriptor) == 0 else { throw StoreError(systemError: errno, url) }
  }
}
