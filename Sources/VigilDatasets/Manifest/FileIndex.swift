public import Foundation
import VigilCore

/// Files of a folder, searched by the names that lists give them.
///
/// A data set may be unpacked into one folder or four: a name is first taken as a path below the folder, then
/// without its own folders, if only one file has that name. Names that only differ in how their accents are stored are the
/// same: a manifest has them as it was typed, a disk as the system that wrote them.
public struct FileIndex: Sendable {
  /// The folder.
  public let root: URL
  /// What could not be looked at and why, a sentence each.
  public let problems: [String]
  /// The paths as they are on the disk, by what they mean.
  private let paths: [String: [String]]
  private let byStem: [String: [String]]

  /// Indexes a folder and its subfolders.
  ///
  /// - Parameters:
  ///   - isWanted: which paths, relative to the folder, to keep.
  ///   - stem: a file's name without folders; nil for its name without extension.
  /// - Throws: `missing` if there is no such folder.
  init(
    _ root: URL, stem: (String) -> String = { VideoName.stem($0) }, isWanted: (String) -> Bool
  ) throws(DatasetError) {
    let walk = try FolderWalk(root, isWanted: isWanted)
    self.root = root
    problems = walk.problems
    paths = Dictionary(grouping: walk.files) { $0 }
    byStem = Dictionary(grouping: walk.files, by: stem)
  }

  /// The videos of a folder.
  public static func videos(_ root: URL) throws(DatasetError) -> FileIndex {
    try FileIndex(root) { VideoName.isVideo($0) }
  }

  /// The features of a folder, `NAME.npy` or `NAME_i3d.npy` as they were published.
  public static func features(_ root: URL) throws(DatasetError) -> FileIndex {
    try FileIndex(root, stem: { featureStem($0) }) { $0.hasSuffix(".npy") }
  }

  /// `Abuse001_x264` for `G:\UCF\Abuse001_x264_i3d.npy`.
  static func featureStem(_ path: some StringProtocol) -> String {
    let stem = VideoName.stem(path)
    return stem.hasSuffix("_i3d") ? String(stem.dropLast(4)) : stem
  }

  /// The file of a video, given by its path or only its name; nil if there is none, or several.
  public func url(_ video: Manifest.Video) -> URL? {
    path(video).map { root.appending(path: $0) }
  }

  /// The same, relative to the folder.
  func path(_ video: Manifest.Video) -> String? {
    for path in [
      video.path, video.name + ".npy", video.name + "_i3d.npy", FileName.fitting(video.name, ".npy"),
    ] {
      guard let same = paths[path] else { continue }
      // Two files of one meaning are told apart by their bytes.
      return same.first { $0.utf8.elementsEqual(path.utf8) } ?? (same.count == 1 ? same[0] : nil)
    }
    guard let same = byStem[video.stem], same.count == 1 else { return nil }
    return same[0]
  }

  /// The number of files that could be meant.
  func candidates(_ video: Manifest.Video) -> Int { byStem[video.stem]?.count ?? 0 }
}
