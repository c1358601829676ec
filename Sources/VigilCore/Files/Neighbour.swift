package import Foundation

/// A name beside a place, under which a file or a folder is made before it is renamed to it in one step: whatever ends the
/// program meanwhile, the place has what it had before.
///
/// A program that is killed leaves such a file. Whoever makes one with `create` holds a lock on it, so that the next program can
/// tell it from those of programs that live, and remove it with `sweep`.
package struct Neighbour: Hashable, Sendable {
  /// The place.
  package let destination: URL
  /// Where the file or folder is made.
  package let url: URL

  /// Thinks of a hidden name, which nobody else has; nothing is there yet.
  package init(of destination: URL, _ suffix: String = "partial") {
    self.destination = destination
    let end = ".\(UUID().uuidString).\(suffix)"
    // The name is no longer than a name may be, however long that of the place is.
    let name = FileName.cut(destination.lastPathComponent, to: FileName.longest - end.utf8.count - 1)
    url = destination.deletingLastPathComponent().appending(path: "." + name + end)
  }

  /// Takes the name `NAME.partial`, for a file that can be used while it is written, and after a crash.
  package init(visibleBeside destination: URL) {
    self.destination = destination
    url = URL(filePath: destination.path + ".partial")
  }

  /// Makes an empty file, replacing one of that name, and locks it until the descriptor is closed.
  ///
  /// - Returns: its descriptor, for reading and writing, which is the caller's to close.
  /// - Throws: `cannotWrite`.
  package func create() throws(CoreError) -> Int32 {
    while true {
      let descriptor = open(url.path, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0o666)
      guard descriptor >= 0 else { throw error(SystemReason.text(errno, otherwise: Self.advice)) }
      // Some network file systems have no locks; nothing is swept there either.
      let isTaken = flock(descriptor, LOCK_EX | LOCK_NB) != 0 && errno == EWOULDBLOCK
      if !isTaken, Self.hasName(descriptor) {
        ftruncate(descriptor, 0)
        return descriptor
      }
      close(descriptor)
      // Between being made and being locked, a hidden file may be swept: once more.
      if isTaken, !Self.isHidden(url.lastPathComponent) {
        throw error("another program is writing it; \(Self.advice)")
      }
    }
  }

  private static let advice = "check the folder and its permissions"

  private func error(_ reason: String) -> CoreError {
    CoreError(.cannotWrite, "cannot write \(destination.path): \(reason)")
  }

  /// Renames what was made to its place; a file replaces a file.
  ///
  /// - Throws: `cannotWrite`.
  package func moveIntoPlace() throws(CoreError) {
    guard rename(url.path, destination.path) == 0 else {
      throw CoreError(
        .cannotWrite, "cannot put \(destination.path) in its place: \(String(cString: strerror(errno)))")
    }
  }

  /// Removes what was made, if there is anything.
  package func remove() { try? FileManager.default.removeItem(at: url) }

  /// Removes the hidden files of programs that were killed from a folder, but not from those below it.
  ///
  /// - Parameter name: of the place that they were made for; nil for any.
  package static func sweep(_ folder: URL, madeFor name: String? = nil) {
    for file in (try? FileManager.default.contentsOfDirectory(atPath: folder.path)) ?? []
    where isHidden(file, madeFor: name) {
      ifDead(folder.appending(path: file)) { unlink($0.path) }
    }
  }

  /// Whether a name is one that `init(of:)` thinks of for a file.
  package static func isHidden(_ file: String, madeFor name: String? = nil) -> Bool {
    guard let match = file.wholeMatch(of: /\.(.+)\.[0-9A-F]{8}(-[0-9A-F]{4}){3}-[0-9A-F]{12}\.partial/)
    else { return false }
    return name.map { $0 == match.1 } ?? true
  }

  /// Does something with a file that no program is writing.
  package static func ifDead(_ file: URL, _ body: (URL) -> Void) {
    let descriptor = open(file.path, O_RDONLY | O_NONBLOCK | O_CLOEXEC | O_NOFOLLOW)
    guard descriptor >= 0 else { return }
    defer { close(descriptor) }
    var status = stat()
    guard fstat(descriptor, &status) == 0, status.st_mode & S_IFMT == S_IFREG,
      flock(descriptor, LOCK_EX | LOCK_NB) == 0
    else { return }
    body(file)
  }

  private static func hasName(_ descriptor: Int32) -> Bool {
    var status = stat()
    return fstat(descriptor, &status) == 0 && status.st_nlink > 0
  }
}
