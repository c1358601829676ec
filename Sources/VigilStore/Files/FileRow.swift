import Foundation
import GRDB

/// A file as a row.
enum FileRow {
  static func arguments(_ file: StoredFile) -> StatementArguments {
    [
      file.camera, file.kind.rawValue, file.event.map(StoredText.id), file.path, file.bytes, file.sha256,
      StoredText.date(file.start), StoredText.date(file.end), file.isFinished,
    ]
  }

  /// Refuses what would not come back as it is, and paths that leave the folder.
  static func check(_ file: StoredFile) throws(StoreError) {
    try StoredText.check(file.camera, "the name of a camera")
    try StoredText.check(path: file.path)
    if let digest = file.sha256 { try StoredText.check(digest, "a digest") }
  }

  /// A path of garbage will be deleted: nothing new may have it.
  static func refuseGarbage(_ path: String, in database: Database) throws {
    let isGarbage = try Bool.fetchOne(
      database, sql: "SELECT EXISTS (SELECT 1 FROM garbage WHERE path = ?)", arguments: [path])
    if isGarbage == true {
      throw StoreError(.invalid, "\(path) waits to be deleted; use another name or delete it first")
    }
  }

  /// Kinds of files that manifests name.
  private static let signedKinds: Set<String> = [
    FileKind.clip.rawValue, FileKind.picture.rawValue, FileKind.track.rawValue,
  ]

  /// Moves rows to the garbage.
  ///
  /// - Returns: their paths, and those of them that a manifest may name.
  static func discard(_ ids: [Int64], in database: Database) throws -> (all: [String], signed: [String]) {
    guard !ids.isEmpty else { return ([], []) }
    let list = StoredText.list(ids.map { String($0) })
    let rows = try Row.fetchAll(
      database,
      sql: """
        DELETE FROM file WHERE id IN (SELECT CAST(value AS INTEGER) FROM json_each(?))
        RETURNING path, kind, isFinished
        """, arguments: [list])
    let (paths, signed): ([String], [String]) = try rows.reduce(into: ([], [])) { result, row in
      let (path, kind): (String, String) = (try row.value("path"), try row.value("kind"))
      let isFinished: Bool = try row.value("isFinished")
      result.0.append(path)
      if isFinished, signedKinds.contains(kind) { result.1.append(path) }
    }
    try database.execute(
      sql: "INSERT OR IGNORE INTO garbage SELECT value FROM json_each(?)", arguments: [StoredText.list(paths)]
    )
    return (paths, signed)
  }

  static func file(_ row: Row) throws -> StoredFile {
    let event: String? = try row.optional("event")
    guard let kind = FileKind(rawValue: try row.value("kind")) else {
      throw StoreError(.damaged, "a file in the database cannot be read; restore a backup")
    }
    return StoredFile(
      id: try row.value("id"), camera: try row.value("camera"), kind: kind,
      event: event.flatMap { UUID(uuidString: $0) }, path: try row.value("path"),
      bytes: try row.value("bytes"), sha256: try row.optional("sha256"),
      start: Date(timeIntervalSinceReferenceDate: try row.value("start")),
      end: Date(timeIntervalSinceReferenceDate: try row.value("stop")),
      isFinished: try row.value("isFinished"))
  }
}
