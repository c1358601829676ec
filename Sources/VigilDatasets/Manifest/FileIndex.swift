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
  /// Features by the names of their videos; nil for videos.
  private let byVideo: VideoNameTable<String>?

  private init(_ walk: FolderWalk, in root: URL, files: [String], areFeatures: Bool) {
    self.root = root
    problems = walk.problems
    paths = Dictionary(grouping: files) { $0 }
    byStem = Dictionary(grouping: files) { VideoName.stem($0) }
    byVideo = areFeatures ? VideoNameTable(files) { VideoName.stem($0) } : nil
  }

  /// The videos of a folder and those in it, folders of pictures among them.
  ///
  /// - Throws: `missing` if there is no such folder.
  public static func videos(_ root: URL) throws(DatasetError) -> FileIndex {
    let walk = try FolderWalk(videosIn: root)
    return FileIndex(walk, in: root, files: walk.withoutCopies, areFeatures: false)
  }

  /// The features of a folder and those in it, `NAME.npy` or as they were published: `NAME_i3d.npy`, or `NAME__0.npy` and so on
  /// with a file for each crop, of which the first stands for all; and `.npz`.
  ///
  /// - Throws: `missing` if there is no such folder.
  public static func features(_ root: URL) throws(DatasetError) -> FileIndex {
    let walk = try FeatureFiles.walk(root)
    return FileIndex(walk, in: root, files: FeatureFiles.folded(walk, in: root), areFeatures: true)
  }

  /// The file of a video, given by its path or only its name; nil if there is none, or several.
  public func url(_ video: Manifest.Video) -> URL? {
    path(video).map { root.appending(path: $0) }
  }

  /// The same, relative to the folder.
  func path(_ video: Manifest.Video) -> String? {
    // Features of videos that differ only in their endings have these too.
    let own = [FileName.fitting(video.path, ".npy")]
    let names = own + Self.featureEndings.map { video.name + $0 } + [FileName.fitting(video.name, ".npy")]
    for path in [video.path] + names {
      guard let same = paths[path] else { continue }
      // Two files of one meaning are told apart by their bytes.
      return same.first { $0.utf8.elementsEqual(path.utf8) } ?? (same.count == 1 ? same[0] : nil)
    }
    let same = sameName(video)
    return same.count == 1 ? same[0] : nil
  }

  private static let featureEndings = ["", "_i3d", "__0"].flatMap { [$0 + ".npy", $0 + ".npz"] }

  /// The number of files that could be meant.
  func candidates(_ video: Manifest.Video) -> Int { sameName(video).count }

  private func sameName(_ video: Manifest.Video) -> [String] {
    byVideo?.values(video.stem) ?? byStem[video.stem] ?? []
  }
}
