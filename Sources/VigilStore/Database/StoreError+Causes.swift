import Foundation
import GRDB
import VigilCore

extension StoreError {
  /// What an error of SQLite or of the system means for the station.
  init(_ error: any Error, at place: StorePlace) {
    let file = place.database.path
    if let error = error as? StoreError {
      self = error
    } else if let error = error as? DatabaseError {
      self.init(error, file, isReadOnlyDisk: place.isReadOnlyDisk)
    } else if let code = AtomicFile.systemCode(error) {
      self.init(systemError: code, place.folder)
    } else if error is RowDecodingError {
      self.init(.damaged, Self.damage(file, "a row has a value that does not belong there"))
    } else {
      self.init(.failed, "\(file): \(error.explanation)")
    }
  }

  /// The same while a backup is written, whose disk is another.
  init(_ error: any Error, at place: StorePlace, backup: URL) {
    switch (error as? DatabaseError)?.resultCode {
    case .SQLITE_FULL: self.init(.full, "the disk of \(backup.path) is full; free some space, or use another")
    case .SQLITE_READONLY, .SQLITE_CANTOPEN:
      self.init(.readOnly, "\(backup.path) cannot be written; check the folder and its permissions")
    default:
      if let error = error as? CoreError {
        self.init(.readOnly, error.message)
      } else {
        self.init(error, at: place)
      }
    }
  }

  private init(_ error: DatabaseError, _ file: String, isReadOnlyDisk: Bool) {
    let reason = error.message ?? "error \(error.extendedResultCode.rawValue)"
    switch error.resultCode {
    case .SQLITE_BUSY, .SQLITE_LOCKED:
      self.init(.locked, "another program has locked \(file); end it, or try again")
    case .SQLITE_FULL:
      self.init(.full, "the disk of \(file) is full; free some space")
    case .SQLITE_CORRUPT, .SQLITE_NOTADB:
      self.init(.damaged, Self.damage(file, reason))
    case .SQLITE_CONSTRAINT:
      self.init(.invalid, "the database refuses a value: \(reason)")
    case .SQLITE_TOOBIG:
      self.init(.invalid, "a text is too long for the database")
    case .SQLITE_READONLY:
      self.init(
        .readOnly,
        "\(file) cannot be written to (\(reason)); check the disk and the permissions of the folder")
    case .SQLITE_CANTOPEN, .SQLITE_IOERR, .SQLITE_PERM:
      if isReadOnlyDisk {
        self.init(.readOnly, "the disk of \(file) can only be read; check why the system mounted it so")
      } else {
        self.init(
          .failed,
          "\(file): \(reason) (SQLite \(error.extendedResultCode.rawValue)); check the disk and the permissions of the folder"
        )
      }
    default:
      self.init(.failed, "\(file): \(reason)")
    }
  }

  /// What the system refused to do with a file.
  init(systemError code: Int32, _ url: URL) {
    let reason = String(cString: strerror(code))
    switch code {
    case EROFS, EACCES, EPERM:
      self.init(
        .readOnly,
        "\(url.path) cannot be written to: \(reason); check the disk and the permissions of the folder")
    case ENOSPC, EDQUOT:
      self.init(.full, "the disk of \(url.path) is full; free some space")
    default:
      self.init(.failed, "\(url.path): \(reason)")
    }
  }

  /// How to go on with a file that is damaged.
  static func damage(_ file: String, _ reason: String) -> String {
    "\(file) is damaged (\(reason)) and is left as it is; put a backup in its place, or move it and the files whose names begin like its own away to begin anew"
  }
}
