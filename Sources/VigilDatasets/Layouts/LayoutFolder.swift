import Foundation
import VigilCore

/// The relevant files in a data set's folder: videos, lists, annotations, masks. A folder of frames is a video.
struct LayoutFolder {
  let root: URL
  /// Relative to the folder, in order.
  let videos: [String]
  /// What could not be looked at and why, a sentence each.
  let problems: [String]
  /// The numbers of other files by their endings; nil if there are none.
  let passedOver: String?
  private let others: [String]
  private let videosByStem: [String: String]

  init(_ root: URL) throws(DatasetError) {
    self.root = root
    let texts: Set<String> = ["txt", "list", "csv", "npy"]
    let walk = try FolderWalk(videosIn: root) { path in
      texts.contains((path as NSString).pathExtension.lowercased())
    }
    (problems, passedOver) = (walk.problems, walk.passedOver)
    func isVideo(_ path: String) -> Bool { walk.sequences.contains(path) || VideoName.isVideo(path) }
    videos = walk.withoutCopies.filter(isVideo)
    others = walk.files.filter { !isVideo($0) }
    videosByStem = Dictionary(videos.map { (VideoName.stem($0), $0) }) { first, _ in first }
  }

  /// The path of a video, if it exists.
  func video(_ stem: String) -> String? { videosByStem[stem] }

  /// The first list or annotation whose lower-case name is wanted; the shortest path wins.
  func file(_ isWanted: (String) -> Bool) -> URL? {
    others.filter { isWanted(($0 as NSString).lastPathComponent.lowercased()) }
      .min { ($0.count, $0) < ($1.count, $1) }.map { root.appending(path: $0) }
  }

  /// The arrays in folders whose name contains a text, by name without extension.
  func arrays(inFolder name: String) -> [String: URL] {
    let paths = others.filter { path in
      path.hasSuffix(".npy")
        && ((path as NSString).deletingLastPathComponent as NSString).lastPathComponent.lowercased().contains(
          name)
    }
    return Dictionary(paths.map { (VideoName.stem($0), root.appending(path: $0)) }) { first, _ in first }
  }

  /// The text of a file that the user names or that is searched for.
  ///
  /// - Parameter what: its name in the error if it is missing.
  func required(
    _ given: URL?, _ what: String, _ isWanted: (String) -> Bool
  ) throws(DatasetError) -> (text: String, name: String) {
    guard let file = given ?? file(isWanted) else {
      throw DatasetError(.missing, "\(root.path) has no \(what)")
    }
    return (try Self.text(file), file.lastPathComponent)
  }

  /// The same, which may be missing.
  func optional(_ given: URL?, _ isWanted: (String) -> Bool) throws(DatasetError) -> (
    text: String, name: String
  )? {
    guard let file = given ?? file(isWanted) else { return nil }
    return (try Self.text(file), file.lastPathComponent)
  }

  static func text(_ file: URL) throws(DatasetError) -> String {
    do { return try TextFile.read(file.path) } catch { throw DatasetError(error) }
  }

  /// The lines of a list that are not empty.
  static func lines(_ text: String) -> [String] {
    text.split(whereSeparator: \.isNewline).map(\.trimmed).filter { !$0.isEmpty }
  }
}
