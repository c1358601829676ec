package import Foundation

/// What recording does to a disk. The index is right only if these are called in the right order, which a test shows on a disk that
/// forgets what was not put on it.
package protocol DiskOperations: Sendable {
  /// How many bytes a file has; nil if there is none.
  func size(of file: URL) throws(RecordingError) -> Int64?
  /// The files in a folder and those below it, relative to it; none where there is no folder.
  func files(below folder: URL) throws(RecordingError) -> [String]
  /// Free bytes for this user on the disk of a folder.
  func freeBytes(at folder: URL) throws(RecordingError) -> Int64
  /// Makes a folder and those above it, and puts their names on the disk.
  func makeFolder(_ folder: URL) throws(RecordingError)
  /// Puts a file's bytes on the disk.
  func synchronize(_ file: URL) throws(RecordingError)
  /// Puts the names in a folder on the disk.
  func synchronizeFolder(_ folder: URL) throws(RecordingError)
  /// Renames a file, replacing another.
  func rename(_ file: URL, to other: URL) throws(RecordingError)
  /// Removes a file; none is no error.
  func remove(_ file: URL) throws(RecordingError)
  /// Removes the empty ones of the folders in a folder whose names come before another name.
  func removeEmptyFolders(in folder: URL, before name: String)
  /// Reads a small file; nil if there is none.
  func text(of file: URL) throws(RecordingError) -> String?
  /// Writes a small file, and puts it and its name on the disk.
  func write(_ content: Data, to file: URL) throws(RecordingError)
  /// Makes an ordinary clip of a growing one, which stays, and puts it and its name on the disk.
  func remux(_ growing: URL, to clip: URL) throws(RecordingError) -> PlayableFile
  /// What can be played of a file.
  func playable(_ file: URL) throws(RecordingError) -> PlayableFile
  /// The SHA-256 of a file in hexadecimal digits.
  func digest(of file: URL) throws(RecordingError) -> String
}

/// What a video file holds.
package struct PlayableFile: Hashable, Sendable {
  /// Seconds from its first picture to the end of the last.
  package var seconds: Double
  /// How many pictures it has.
  package var pictures: Int

  /// Makes a description.
  package init(seconds: Double, pictures: Int) { (self.seconds, self.pictures) = (seconds, pictures) }
}
