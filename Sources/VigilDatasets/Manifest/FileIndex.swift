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

  /// Indexes a folder and its subfolders.
  ///
  /// - Parameters:
  ///   - isWanted: which paths, relative to the folder, to keep.
  ///   - stem: a file's name without folders; nil for its name without extension.
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
    for path in [video.path, video.name + ".npy", video.name + "_i3d.npy"] where paths.contains(path) {
      return path
    }
    guard let same = byStem[video.stem], same.count == 1 else { return nil }
    return same[0]
  }

  /// The number of files that could be meant.
  func candidates(_ video: Manifest.Video) -> Int { byStem[video.stem]?.count ?? 0 }
}
