public import Foundation
import VigilCore

/// Files of a folder, searched by the names that lists give them.
///
/// A data set may be unpacked into one folder or four: a name is first taken as a path below the folder, then
/// without its own folders, if only one file has that name.
public struct FileIndex: Sendable {
  /// The folder.
  public let root: URL
  private let paths: Set<String>
  private let byStem: [String: [String]]
  /// Features by the names of their videos; empty for videos.
  private let byVideo: VideoNameTable<String>?

  /// Indexes paths below a folder.
  private init(_ root: URL, _ paths: [String], areFeatures: Bool) {
    self.root = root
    self.paths = Set(paths)
    byStem = Dictionary(grouping: paths) { VideoName.stem($0) }
    byVideo = areFeatures ? VideoNameTable(paths) { VideoName.stem($0) } : nil
  }

  /// The videos of a folder and those in it.
  ///
  /// - Throws: `missing` if there is no such folder.
  public static func videos(_ root: URL) throws(DatasetError) -> FileIndex {
    FileIndex(root, try paths(root) { VideoName.isVideo($0) }, areFeatures: false)
  }

  /// The features of a folder and those in it, `NAME.npy` or as they were published: `NAME_i3d.npy`, or `NAME__0.npy` and so on
  /// with a file for each crop, of which the first stands for all; and `.npz`.
  ///
  /// - Throws: `missing` if there is no such folder.
  public static func features(_ root: URL) throws(DatasetError) -> FileIndex {
    FileIndex(root, try FeatureFiles.paths(in: root), areFeatures: true)
  }

  /// The wanted paths below a folder, relative to it and in order. Links are followed, since data sets often lie on
  /// other disks; hidden files are skipped.
  ///
  /// - Throws: `missing` if there is no such folder.
  public static func paths(_ root: URL, _ isWanted: (String) -> Bool) throws(DatasetError) -> [String] {
    func names(_ folder: URL) -> [String]? {
      try? FileManager.default.contentsOfDirectory(atPath: folder.path)
    }
    guard let top = names(root) else { throw DatasetError(.missing, "there is no folder \(root.path)") }
    var found: [String] = []
    // The folders still to visit, each with its parents: a link may lead back to one of them.
    var open = top.map { ($0, [root.resolvingSymlinksInPath().path]) }
    while let (path, within) = open.popLast() {
      guard (path as NSString).lastPathComponent.first != "." else { continue }
      let place = root.appending(path: path)
      var isFolder: ObjCBool = false
      guard FileManager.default.fileExists(atPath: place.path, isDirectory: &isFolder) else { continue }
      if !isFolder.boolValue {
        if isWanted(path) { found.append(path) }
        continue
      }
      let real = place.resolvingSymlinksInPath().path
      if !within.contains(real) { open += (names(place) ?? []).map { (path + "/" + $0, within + [real]) } }
    }
    return found.sorted()
  }

  /// The file of a video, given by its path or only its name; nil if there is none, or several.
  public func url(_ video: Manifest.Video) -> URL? {
    path(video).map { root.appending(path: $0) }
  }

  /// The same, relative to the folder.
  func path(_ video: Manifest.Video) -> String? {
    for path in [video.path] + Self.featureEndings.map({ video.name + $0 }) where paths.contains(path) {
      return path
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
