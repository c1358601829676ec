public import Foundation

/// The results of a run that may last for months, divided into parts: one result folder for each hour, say.
///
/// Parts lie in one folder and are named after the moment in which they begin, in UTC: `2026-11-28T06-00-00Z`. Other things in
/// the folder are never touched. While the value lives, no other run can write into the folder.
public struct ResultParts: ~Copyable {
  /// The folder of the parts.
  public let folder: URL
  private let lock: FolderLock

  /// Creates the folder, with missing parents.
  ///
  /// - Throws: `folderNotEmpty` if it holds anything but parts and earlier results; `folderInUse`, `cannotWrite`.
  public init(_ folder: URL) throws(ReportError) {
    let lock = try FolderLock(folder)
    if Self.names(in: folder).isEmpty { try ResultFolder.checkContents(of: folder) }
    self.folder = folder
    self.lock = lock
  }

  /// The folder for a part that begins now; it does not exist yet.
  public func place(at date: Date) -> URL {
    let name = date.formatted(.iso8601).replacing(":", with: "-")
    var place = folder.appending(path: name)
    var number = 2
    while FileManager.default.fileExists(atPath: place.path) {
      place = folder.appending(path: "\(name)-\(number)")
      number += 1
    }
    return place
  }

  /// Completes the parts that an earlier run left unfinished, because it was killed or the power failed.
  ///
  /// Call it while no part is being written.
  /// - Parameter report: receives an error for each part that cannot be completed; it stays as it is.
  public func completeInterrupted(_ report: (ReportError) -> Void) {
    var previous: URL?
    for name in Self.names(in: folder) {
      let part = folder.appending(path: name)
      ResultFolder.recoverVideo(in: part)
      do throws(ReportError) {
        try InterruptedResult(in: part)?.complete(after: previous)
      } catch {
        report(error)
      }
      previous = part
    }
  }

  /// Removes the oldest parts but `count`; files in them that are no result, and their folders, stay.
  ///
  /// - Parameter current: The part that is being written, which stays whatever its name: after a clock was set back, parts that
  ///   were written before have later names.
  public func removeOldest(keeping count: Int, current: URL? = nil) {
    let names = Self.names(in: folder)
    for name in names.dropLast(max(1, count)) where name != current?.lastPathComponent {
      ResultFolder.remove(folder.appending(path: name))
    }
  }

  /// Puts the names of the parts on the disk, so that a power cut does not take a part that began.
  public func synchronize() { lock.synchronize() }

  /// Removes the folder if it was made for this run and is empty.
  public consuming func discard() {
    if lock.isNew { rmdir(folder.path) }
    _ = consume lock
  }

  /// The parts of a folder, oldest first.
  public static func all(in folder: URL) -> [URL] { names(in: folder).map { folder.appending(path: $0) } }

  /// Whether it is a folder itself: behind a link may be what must not be touched.
  private static func isFolder(_ place: URL) -> Bool {
    let values = try? place.resourceValues(forKeys: [.isDirectoryKey, .isSymbolicLinkKey])
    return values?.isDirectory == true && values?.isSymbolicLink != true
  }

  private static func names(in folder: URL) -> [String] {
    let names = (try? FileManager.default.contentsOfDirectory(atPath: folder.path)) ?? []
    return names.filter { $0.wholeMatch(of: /\d{4}-\d\d-\d\dT\d\d-\d\d-\d\dZ(-\d+)?/) != nil }
      .filter { isFolder(folder.appending(path: $0)) }
      // The second part of one second comes after the first, and the tenth after the second.
      .sorted { ($0.prefix(20), $0.count, $0) < ($1.prefix(20), $1.count, $1) }
  }
}
