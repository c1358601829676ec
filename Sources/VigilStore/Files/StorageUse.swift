import Foundation

/// What a station keeps takes up on its disk, and what room there is left, in bytes.
public struct StorageUse: Hashable, Sendable {
  /// The database with its log.
  public var database: Int64
  /// Clips, segments and pictures, as the database lists them.
  public var files: Int64
  /// What the station may still write.
  public var free: Int64
  /// The disk as a whole.
  public var disk: Int64

  /// Makes a description of a disk.
  public init(database: Int64, files: Int64, free: Int64, disk: Int64) {
    (self.database, self.files, self.free, self.disk) = (database, files, free, disk)
  }
}

extension StationStore {
  /// What is used of the disk now. It asks the disk, which may take its time.
  public var storageUse: StorageUse {
    get throws(StoreError) {
      var status = statvfs()
      guard statvfs(folder.path, &status) == 0 else { throw StoreError(systemError: errno, folder) }
      let block = Int64(status.f_frsize)
      let place = StorePlace(folder: folder)
      let database = [place.database, place.log].reduce(Int64(0)) { sum, file in
        let size = try? file.resourceValues(forKeys: [.fileSizeKey]).fileSize
        return sum + Int64(size ?? 0)
      }
      return StorageUse(
        database: database, files: try totalBytes, free: Int64(status.f_bavail) * block,
        disk: Int64(status.f_blocks) * block)
    }
  }
}
