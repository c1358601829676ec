package import Foundation
import VigilCore
import VigilMedia
package import VigilStore

extension RecordingFolder {
  /// Makes the folder of a new file.
  ///
  /// - Returns: the file's row, which is not in the index yet.
  package func prepare(
    camera: String, kind: FileKind, event: UUID?, start: Date
  ) throws(RecordingError) -> StoredFile {
    let path = RecordingPath.path(camera: camera, kind: kind, start: start, id: event ?? UUID())
    let file = StoredFile(camera: camera, kind: kind, event: event, path: path, start: start, end: start)
    try disk.makeFolder(url(of: file).deletingLastPathComponent())
    return file
  }

  /// Puts the row of a growing file into the index, whose name is on the disk before.
  package func register(_ file: StoredFile) throws(RecordingError) -> StoredFile {
    try disk.synchronizeFolder(url(of: file).deletingLastPathComponent())
    return try index.add(file)
  }

  /// Makes the whole file of a growing one, which is removed once the row says so.
  ///
  /// Clips are written anew with their index in front, and get a digest; segments stay as they grew, and are renamed.
  ///
  /// - Throws: `unreadable` or `noPictures` if the growing file holds none: then its row and the file are gone.
  package func finish(_ file: StoredFile) throws(RecordingError) -> StoredFile {
    let whole = url(of: file)
    let growing = ClipRemux.partial(of: whole)
    var file = file
    do throws(RecordingError) {
      let content: PlayableFile
      if file.kind == .segment {
        content = try disk.playable(growing)
        try disk.synchronize(growing)
        try disk.rename(growing, to: whole)
        try disk.synchronizeFolder(whole.deletingLastPathComponent())
      } else {
        content = try disk.remux(growing, to: whole)
        file.sha256 = try disk.digest(of: whole)
      }
      file.end = file.start + content.seconds
    } catch {
      if error.code == .unreadable || error.code == .noPictures { try discard([file], includingKept: true) }
      throw error
    }
    file.bytes = try disk.size(of: whole) ?? 0
    file.isFinished = true
    try index.update(file)
    if file.kind != .segment {
      try disk.remove(growing)
      try disk.synchronizeFolder(growing.deletingLastPathComponent())
    }
    return file
  }

  /// Removes files and their rows; what is interrupted goes on at the next start.
  ///
  /// - Parameter includingKept: Whether also those of events that somebody asked to keep, meanwhile or before.
  /// - Returns: those that are gone.
  @discardableResult
  package func discard(_ files: [StoredFile], includingKept: Bool = false) throws(RecordingError)
    -> [StoredFile]
  {
    let paths = try index.discard(files.map(\.id), includingKept: includingKept)
    try emptyGarbage(paths)
    return files.filter { paths.contains($0.path) }
  }

  /// Whether a file or a folder is there.
  func has(_ place: URL) throws(RecordingError) -> Bool {
    let size = try disk.size(of: place)
    return size != nil
  }

  /// Removes the files of paths that are garbage, and then forgets them.
  ///
  /// - Returns: how many there were.
  @discardableResult
  func emptyGarbage(_ paths: [String]? = nil) throws(RecordingError) -> Int {
    let paths = if let paths { paths } else { try index.garbage() }
    guard !paths.isEmpty else { return 0 }
    var folders: Set<URL> = []
    for path in paths {
      let file = url.appending(path: path)
      try disk.remove(file)
      try disk.remove(ClipRemux.partial(of: file))
      folders.insert(file.deletingLastPathComponent())
    }
    for folder in folders {
      if try has(folder) { try disk.synchronizeFolder(folder) }
    }
    try index.forgetGarbage(paths)
    // Days of the past get no new files. The last file of a day may have gone while the day was not past yet.
    let past = clocks.date().addingTimeInterval(-2 * 86_400)
      .formatted(Date.ISO8601FormatStyle(timeZone: .gmt).year().month().day())
    for camera in Set(folders.map { $0.deletingLastPathComponent() }) {
      disk.removeEmptyFolders(in: camera, before: past)
    }
    return paths.count
  }
}
