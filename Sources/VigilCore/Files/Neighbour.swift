package import Foundation

/// A hidden name beside a place, under which a file or a folder is made before it is renamed to it in one step: whatever ends the
/// program meanwhile, the place has what it had before.
package struct Neighbour: Hashable, Sendable {
  /// The place.
  package let destination: URL
  /// Where the file or folder is made; nothing is there yet.
  package let url: URL

  /// Thinks of a name, which nobody else has.
  package init(of destination: URL, _ suffix: String = "partial") {
    self.destination = destination
    url = destination.deletingLastPathComponent().appending(
      path: ".\(destination.lastPathComponent).\(UUID().uuidString).\(suffix)")
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
}
