import Foundation
import VigilCore
package import VigilStore

/// The index in the station's database. The folder's id lies beside it, in `recordings.id`: on the disk of the database, which
/// may be another than that of the recordings.
package struct StoreIndex: FileIndex {
  private let store: StationStore
  private let disk = MachineDisk()

  /// Makes the index of a database.
  package init(_ store: StationStore) { self.store = store }

  package func probe() throws(RecordingError) {
    try Self.explained { () throws(StoreError) in try store.noteLife() }
  }

  package func add(_ file: StoredFile) throws(RecordingError) -> StoredFile {
    try Self.explained { () throws(StoreError) in try store.add(file) }
  }

  package func update(_ file: StoredFile) throws(RecordingError) {
    try Self.explained { () throws(StoreError) in try store.update(file) }
  }

  package func files(_ query: FileQuery) throws(RecordingError) -> [StoredFile] {
    try Self.explained { () throws(StoreError) in try store.files(query) }
  }

  package func totalBytes() throws(RecordingError) -> Int64 {
    try Self.explained { () throws(StoreError) in try store.totalBytes }
  }

  package func discard(_ files: [Int64], includingKept: Bool) throws(RecordingError) -> [String] {
    try Self.explained { () throws(StoreError) in try store.discard(files, includingKept: includingKept) }
  }

  package func garbage() throws(RecordingError) -> [String] {
    try Self.explained { () throws(StoreError) in try store.garbage() }
  }

  package func forgetGarbage(_ paths: [String]) throws(RecordingError) {
    try Self.explained { () throws(StoreError) in try store.forgetGarbage(paths) }
  }

  package func folderID() throws(RecordingError) -> String? {
    try disk.text(of: place)?.trimmingCharacters(in: .whitespacesAndNewlines)
  }

  package func setFolderID(_ id: String) throws(RecordingError) {
    try disk.write(Data((id + "\n").utf8), to: place)
  }

  package func event(prefix: String) -> StoredEvent? { try? store.event(prefix: prefix) }

  private var place: URL { store.folder.appending(path: "recordings.id") }

  private static func explained<Value>(
    _ body: () throws(StoreError) -> Value
  ) throws(RecordingError) -> Value {
    do throws(StoreError) {
      return try body()
    } catch {
      throw RecordingError(error.code == .full ? .full : .index, error.message)
    }
  }
}
