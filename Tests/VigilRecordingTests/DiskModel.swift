import Foundation
import Synchronization
import VigilCore
import VigilMedia
import VigilRecording
import VigilStore

/// When the power goes: after so many operations on the disk and the database together.
final class Fuse: Sendable {
  private let left: Mutex<Int>
  /// How many operations there were.
  var count: Int { burned.withLock { $0 } }
  private let burned = Mutex(0)

  init(_ operations: Int) { left = Mutex(operations) }

  /// Passes an operation, or ends everything from here on.
  func pass() throws(RecordingError) {
    let isOver = left.withLock { left in
      left -= 1
      return left < 0
    }
    guard !isOver else { throw RecordingError(.index, "the power is off") }
    burned.withLock { $0 += 1 }
  }
}

/// A disk that loses, when the power goes, what was not put on it, or any part of that.
final class DiskModel: DiskOperations {
  /// A file's bytes: how many there are, how many survive, and whether they are a growing file's or a whole one's.
  private struct Content {
    var bytes: Int64
    var durable: Int64
  }

  private struct State {
    var contents: [Int: Content] = [:]
    var names: [String: Int] = [:]
    var durableNames: [String: Int] = [:]
    var folders: Set<String> = ["/", "/r"]
    var durableFolders: Set<String> = ["/", "/r"]
    var texts: [String: String] = [:]
    var next = 0
  }

  private let state = Mutex(State())
  private let fuse: Mutex<Fuse>

  /// Bytes of a growing file below which it holds no picture.
  static let emptyBytes: Int64 = 10

  init(_ fuse: Fuse) { self.fuse = Mutex(fuse) }

  /// Replaces the fuse after the power is back.
  func start(_ new: Fuse) { fuse.withLock { $0 = new } }

  /// Forgets what was not on the disk; of the rest, chance decides.
  func losePower(_ random: inout SplitMix64) {
    var generator = random
    state.withLock { state in
      for name in Set(state.names.keys).union(state.durableNames.keys)
      where state.names[name] != state.durableNames[name] {
        if Bool.random(using: &generator) { state.durableNames[name] = state.names[name] }
      }
      for folder in state.folders.subtracting(state.durableFolders) {
        if Bool.random(using: &generator) { state.durableFolders.insert(folder) }
      }
      // A name is only found in a folder that is there.
      state.durableNames = state.durableNames.filter { state.durableFolders.contains(Self.parent($0.key)) }
      (state.names, state.folders) = (state.durableNames, state.durableFolders)
      for (inode, content) in state.contents {
        let kept =
          content.durable < content.bytes
          ? Int64.random(in: content.durable...content.bytes, using: &generator) : content.bytes
        state.contents[inode] = Content(bytes: kept, durable: kept)
      }
    }
    random = generator
  }

  /// Writes to a growing file, as a clip does.
  func grow(_ file: URL, by bytes: Int64) throws(RecordingError) {
    try pass()
    state.withLock { state in
      let inode = state.names[file.path] ?? state.next
      state.next = max(state.next, inode + 1)
      state.names[file.path] = inode
      state.contents[inode, default: Content(bytes: 0, durable: 0)].bytes += bytes
    }
  }

  func size(of file: URL) throws(RecordingError) -> Int64? {
    try pass()
    return state.withLock { state in
      if state.folders.contains(file.path) { return 0 }
      return state.names[file.path].flatMap { state.contents[$0]?.bytes }
    }
  }

  func files(below folder: URL) throws(RecordingError) -> [String] {
    try pass()
    let start = folder.path + "/"
    return state.withLock { state in
      state.names.keys.filter { $0.hasPrefix(start) }.map { String($0.dropFirst(start.count)) }.sorted()
    }
  }

  func freeBytes(at folder: URL) throws(RecordingError) -> Int64 {
    try pass()
    return 1 << 40
  }

  func makeFolder(_ folder: URL) throws(RecordingError) {
    var missing: [URL] = []
    var place = folder
    while !state.withLock({ $0.folders.contains(place.path) }) {
      missing.insert(place, at: 0)
      place.deleteLastPathComponent()
    }
    for folder in missing {
      try pass()
      state.withLock { _ = $0.folders.insert(folder.path) }
      try synchronizeFolder(folder.deletingLastPathComponent())
    }
  }

  func synchronize(_ file: URL) throws(RecordingError) {
    try pass()
    state.withLock { state in
      guard let inode = state.names[file.path], let content = state.contents[inode] else { return }
      state.contents[inode]?.durable = content.bytes
    }
  }

  func synchronizeFolder(_ folder: URL) throws(RecordingError) {
    try pass()
    state.withLock { state in
      let inside = { (name: String) in Self.parent(name) == folder.path }
      state.durableNames = state.durableNames.filter { !inside($0.key) }
      state.durableNames.merge(state.names.filter { inside($0.key) }) { $1 }
      state.durableFolders.formUnion(state.folders.filter(inside))
    }
  }

  func rename(_ file: URL, to other: URL) throws(RecordingError) {
    try pass()
    state.withLock { $0.names[other.path] = $0.names.removeValue(forKey: file.path) }
  }

  func remove(_ file: URL) throws(RecordingError) {
    try pass()
    state.withLock { _ = $0.names.removeValue(forKey: file.path) }
  }

  func removeEmptyFolders(in folder: URL, before name: String) {}

  func text(of file: URL) throws(RecordingError) -> String? {
    try pass()
    return state.withLock { $0.names[file.path] == nil ? nil : $0.texts[file.path] }
  }

  func write(_ content: Data, to file: URL) throws(RecordingError) {
    state.withLock { $0.texts[file.path] = String(decoding: content, as: UTF8.self) }
    try grow(file, by: Int64(content.count))
    try synchronize(file)
    try synchronizeFolder(file.deletingLastPathComponent())
  }

  /// Writes beside the place, puts that on the disk, renames it, and puts the name on the disk.
  func remux(_ growing: URL, to clip: URL) throws(RecordingError) -> PlayableFile {
    let content = try playable(growing)
    let beside = clip.deletingLastPathComponent().appending(path: ".\(clip.lastPathComponent).partial")
    try grow(beside, by: Int64(content.pictures) * 10 + 7)
    try synchronize(beside)
    try rename(beside, to: clip)
    try synchronizeFolder(clip.deletingLastPathComponent())
    return content
  }

  func playable(_ file: URL) throws(RecordingError) -> PlayableFile {
    let bytes = try size(of: file) ?? 0
    guard bytes >= Self.emptyBytes else { throw RecordingError(.unreadable, "\(file.path) holds no picture") }
    return PlayableFile(seconds: Double(bytes) / 10, pictures: Int(bytes / 10))
  }

  func digest(of file: URL) throws(RecordingError) -> String { "\(try size(of: file) ?? -1)" }

  private func pass() throws(RecordingError) { try fuse.withLock { $0 }.pass() }

  private static func parent(_ path: String) -> String {
    URL(filePath: path).deletingLastPathComponent().path
  }
}

/// An index each change of which is on the disk at once.
final class IndexModel: FileIndex {
  private struct State {
    var rows: [Int64: StoredFile] = [:]
    var garbage: Set<String> = []
    var next: Int64 = 1
    var folderID: String?
  }

  private let state = Mutex(State())
  private let fuse: Mutex<Fuse>

  init(_ fuse: Fuse) { self.fuse = Mutex(fuse) }

  /// Replaces the fuse after the power is back.
  func start(_ new: Fuse) { fuse.withLock { $0 = new } }

  /// All rows, also when the power is off.
  var rows: [StoredFile] { state.withLock { $0.rows.values.sorted { $0.id < $1.id } } }

  func probe() throws(RecordingError) { try pass() }

  func add(_ file: StoredFile) throws(RecordingError) -> StoredFile {
    try pass()
    return state.withLock { state in
      var file = file
      file.id = state.next
      state.next += 1
      state.rows[file.id] = file
      return file
    }
  }

  func update(_ file: StoredFile) throws(RecordingError) {
    try pass()
    state.withLock { $0.rows[file.id] = file }
  }

  func files(_ query: FileQuery) throws(RecordingError) -> [StoredFile] {
    try pass()
    return rows.filter { row in
      query.isFinished.map { row.isFinished == $0 } ?? true && query.kinds?.contains(row.kind) ?? true
    }
  }

  func totalBytes() throws(RecordingError) -> Int64 {
    try pass()
    return rows.reduce(0) { $0 + $1.bytes }
  }

  func discard(_ files: [Int64], includingKept: Bool) throws(RecordingError) -> [String] {
    try pass()
    return state.withLock { state in
      let paths = files.compactMap { state.rows.removeValue(forKey: $0)?.path }
      state.garbage.formUnion(paths)
      return paths
    }
  }

  func garbage() throws(RecordingError) -> [String] {
    try pass()
    return state.withLock { $0.garbage.sorted() }
  }

  func forgetGarbage(_ paths: [String]) throws(RecordingError) {
    try pass()
    state.withLock { $0.garbage.subtract(paths) }
  }

  func folderID() throws(RecordingError) -> String? {
    try pass()
    return state.withLock { $0.folderID }
  }

  func setFolderID(_ id: String) throws(RecordingError) {
    try pass()
    state.withLock { $0.folderID = id }
  }

  func event(prefix: String) -> StoredEvent? { nil }

  private func pass() throws(RecordingError) { try fuse.withLock { $0 }.pass() }
}
