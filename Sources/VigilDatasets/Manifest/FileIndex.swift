public import Foundation
import VigilCore

/// Files of a folder that are looked for by the names that lists give them.
///
/// A data set is unpacked in one folder here, in four there: a name is first taken as a path below the folder, then
/// without its own folders, if only one file is called so.
public struct FileIndex: Sendable {
  /// The folder.
  public let root: URL
  private let paths: Set<String>
  private let byStem: [String: [String]]

  /// Looks through a folder and those in it.
  ///
  /// - Parameters:
  ///   - isWanted: which paths, relative to the folder, to keep.
  ///   - stem: what a file is called without folders; nil for its name without extension.
  /// - Throws: `missing` if there is no such folder.
  init(
    _ root: URL, stem: (String) -> String = { VideoName.stem($0) }, isWanted: (String) -> Bool
  ) throws(DatasetError) {
    let wanted = try Self.paths(root, isWanted)
    self.root = root
    paths = Set(wanted)
    byStem = Dictionary(grouping: wanted, by: stem)
  }

  /// The videos of a folder.
  public static func videos(_ root: URL) throws(DatasetError) -> FileIndex {
    try FileIndex(root) { VideoName.isVideo($0) }
  }

  /// The features of a folder, `NAME.npy` or `NAME_i3d.npy` as they were published.
  public static func features(_ root: URL) throws(DatasetError) -> FileIndex {
    try FileIndex(root, stem: { featureStem($0) }) { $0.hasSuffix(".npy") }
  }

  /// The paths of a folder that are wanted, in order; nothing hidden.
  static func paths(_ root: URL, _ isWanted: (String) -> Bool) throws(DatasetError) -> [String] {
    var isFolder: ObjCBool = false
    guard FileManager.default.fileExists(atPath: root.path, isDirectory: &isFolder), isFolder.boolValue else {
      throw DatasetError(.missing, "there is no folder \(root.path)")
    }
    var found: [String] = []
    let enumerator = FileManager.default.enumerator(atPath: root.path)
    while let path = enumerator?.nextObject() as? String {
      if isWanted(path), !path.split(separator: "/").contains(where: { $0.hasPrefix(".") }) {
        found.append(path)
      }
    }
    return found.sorted()
  }

  /// `Abuse001_x264` for `G:\UCF\Abuse001_x264_i3d.npy`.
  static func featureStem(_ path: some StringProtocol) -> String {
    let stem = VideoName.stem(path)
    return stem.hasSuffix("_i3d") ? String(stem.dropLast(4)) : stem
  }

  /// The file of a video, of which the path or only the name may be known; nil if there is none, or several.
  public func url(_ video: Manifest.Video) -> URL? {
    path(video).map { root.appending(path: $0) }
  }

  /// The same, relative to the folder.
  func path(_ video: Manifest.Video) -> String? {
    for path in [video.path, video.name + ".npy", video.name + "_i3d.npy"] where paths.contains(path) {
      return path
    }
    guard let same = byStem[video.stem], same.count == 1 else { return nil }
    return same[0]
  }

  /// How many files could be meant.
  func candidates(_ video: Manifest.Video) -> Int { byStem[video.stem]?.count ?? 0 }
}
