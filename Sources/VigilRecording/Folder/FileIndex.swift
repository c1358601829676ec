package import VigilStore

/// The part of the station's database that recordings use; each call is on the disk when it returns.
package protocol FileIndex: Sendable {
  /// Fails while no row can be written.
  func probe() throws(RecordingError)
  /// Adds a row, and gives it its id.
  func add(_ file: StoredFile) throws(RecordingError) -> StoredFile
  /// Changes a row.
  func update(_ file: StoredFile) throws(RecordingError)
  /// Finds rows.
  func files(_ query: FileQuery) throws(RecordingError) -> [StoredFile]
  /// The bytes of all files.
  func totalBytes() throws(RecordingError) -> Int64
  /// Moves rows to the garbage, in one step; those of kept events only if that is said.
  ///
  /// - Returns: the paths that are garbage now.
  func discard(_ files: [Int64], includingKept: Bool) throws(RecordingError) -> [String]
  /// Paths that are to be removed.
  func garbage() throws(RecordingError) -> [String]
  /// Forgets paths that were removed.
  func forgetGarbage(_ paths: [String]) throws(RecordingError)
  /// The id of the folder that recordings were written to; nil before the first.
  func folderID() throws(RecordingError) -> String?
  /// Remembers the folder.
  func setFolderID(_ id: String) throws(RecordingError)
  /// The event whose id begins so, if there is just one.
  func event(prefix: String) -> StoredEvent?
}
