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

  /// Gives a file that root made to the owner of the folder, as whom the station runs.
  func giveToOwner(_ descriptor: Int32) throws(StoreError) {
    var (owner, file) = (stat(), stat())
    // Another name of the file may be one that the owner must not have.
    guard geteuid() == 0, stat(folder.path, &owner) == 0, fstat(descriptor, &file) == 0, file.st_uid == 0,
      file.st_nlink == 1, owner.st_uid != 0
    else { return }
    guard fchown(descriptor, owner.st_uid, owner.st_gid) == 0 else {
      throw StoreError(systemError: errno, folder)
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
