public import Foundation
import VigilCore

/// A folder with everything below it: what is wanted, and an account of the rest.
///
/// Links are followed, since data sets often lie on other disks; hidden files are skipped.
public struct FolderWalk: Hashable, Sendable {
  /// The wanted files, relative to the folder and in order; in place of the pictures of a sequence, their folder.
  public private(set) var files: [String] = []
  /// Those among them that are folders of pictures.
  public private(set) var sequences: Set<String> = []
  /// The other files, relative to the folder and in order.
  public private(set) var others: [String] = []
  /// What could not be looked at and why, a sentence each: folders that may not be read, names that are not text in UTF-8,
  /// links to nothing.
  public private(set) var problems: [String] = []

  /// Walks through a folder of videos.
  ///
  /// A folder in it that holds at least two numbered pictures, and neither videos nor other folders, is a video; see
  /// `PictureSequence`. One whose name ends in `_gt` is not: it has masks, as UCSD Ped2's do.
  ///
  /// - Parameter isWanted: which other files are wanted.
  /// - Throws: `missing` if there is no such folder, or it may not be read.
  public init(videosIn root: URL, and isWanted: (String) -> Bool = { _ in false }) throws(DatasetError) {
    try self.init(root, takesSequences: true) { VideoName.isVideo($0) || isWanted($0) }
  }

  /// Walks through a folder.
  ///
  /// - Parameter isWanted: which paths, relative to the folder, are wanted.
  /// - Throws: `missing` if there is no such folder, or it may not be read.
  public init(_ root: URL, isWanted: (String) -> Bool) throws(DatasetError) {
    try self.init(root, takesSequences: false, isWanted: isWanted)
  }

  private init(_ root: URL, takesSequences: Bool, isWanted: (String) -> Bool) throws(DatasetError) {
    let top: FolderNames.Listing
    do throws(CoreError) { top = try FolderNames.list(root) } catch {
      let isThere =
        FolderNames.obstacle(root.path) != nil || FileManager.default.fileExists(atPath: root.path)
      throw DatasetError(.missing, isThere ? error.message : "there is no folder \(root.path)")
    }
    func refuse(_ names: [String], in folder: URL) {
      problems += names.map { "the name of \(folder.path)/\($0) is not text in UTF-8; rename it" }
    }
    refuse(top.unreadable, in: root)
    // The folders still to visit, each with its parents: a link may lead back to one of them.
    var open = top.names.map { ($0, [root.resolvingSymlinksInPath().path]) }
    while let (path, within) = open.popLast() {
      guard (path as NSString).lastPathComponent.first != "." else { continue }
      let place = root.appending(path: path)
      var isFolder: ObjCBool = false
      guard FileManager.default.fileExists(atPath: place.path, isDirectory: &isFolder) else {
        if isWanted(path) {
          problems.append(
            FolderNames.obstacle(place.path).map { "cannot look at \(place.path): \($0)" }
              ?? "\(place.path) is a link to a file that is not there")
        }
        continue
      }
      guard isFolder.boolValue else {
        if isWanted(path) { files.append(path) } else { others.append(path) }
        continue
      }
      let real = place.resolvingSymlinksInPath().path
      guard !within.contains(real) else { continue }
      do throws(CoreError) {
        let listing = try FolderNames.list(place)
        refuse(listing.unreadable, in: place)
        if takesSequences, Self.isSequence(place, names: listing.names) {
          files.append(path)
          sequences.insert(path)
          continue
        }
        open += listing.names.map { (path + "/" + $0, within + [real]) }
      } catch {
        problems.append(error.message)
      }
    }
    files.sort()
    others.sort()
    problems.sort()
  }

  /// Whether the pictures of a folder are a video. Those of a folder with several sequences count as other files.
  private static func isSequence(_ folder: URL, names: [String]) -> Bool {
    guard !folder.lastPathComponent.lowercased().hasSuffix("_gt"),
      let sequence = try? PictureSequence(in: folder, names: names)
    else { return false }
    return sequence.names.count > 1
  }

  /// The files without folders of pictures that are of the same video as a file: frames may lie beside what they were taken from.
  var withoutCopies: [String] {
    guard !sequences.isEmpty else { return files }
    let stems = Set(files.filter { !sequences.contains($0) }.map { VideoName.stem($0) })
    return files.filter { !sequences.contains($0) || !stems.contains(VideoName.stem($0)) }
  }

  /// The number of other files by their endings, the most frequent first, such as `12 .txt, 1 .dat`; nil if there are none.
  public var passedOver: String? {
    let endings = Dictionary(grouping: others) { path in
      let ending = (path as NSString).pathExtension
      return ending.isEmpty ? "without an ending" : "." + ending.lowercased()
    }
    guard !endings.isEmpty else { return nil }
    let counts = endings.map { ($0.key, $0.value.count) }.sorted { ($1.1, $0.0) < ($0.1, $1.0) }
    return counts.map { "\($0.1) \($0.0)" }.joinedNames()
  }
}
