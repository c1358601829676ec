import Dispatch  // whichever module was read first has the members of stat
import Foundation
import VigilCore

/// The station's folder, from which files are opened by the paths of the database and by nothing that a client sent.
struct MediaFolder: Sendable {
  let folder: URL

  /// Opens a plain file to read.
  ///
  /// Every step is taken from the folder before it, and none through a link: a path that leads out of the folder, by whatever has been put
  /// there, opens nothing.
  ///
  /// - Returns: nil if there is no such file.
  func open(_ path: String) -> OpenFile? {
    let parts = path.split(separator: "/", omittingEmptySubsequences: false)
    guard let name = parts.last, parts.allSatisfy(Self.isPlain), parts.count <= 32 else { return nil }
    var place = Foundation.open(folder.path, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
    for part in parts.dropLast() where place >= 0 {
      let next = openat(place, String(part), O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC)
      close(place)
      place = next
    }
    guard place >= 0 else { return nil }
    defer { close(place) }
    // Without waiting: a pipe that somebody put there would be waited for.
    let descriptor = openat(place, String(name), O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC)
    guard descriptor >= 0 else { return nil }
    return OpenFile(descriptor)
  }

  private static func isPlain(_ part: Substring) -> Bool {
    !part.isEmpty && part != "." && part != ".." && !part.utf8.contains(0) && part.utf8.count <= 255
  }
}
