public import Foundation
import VigilCore

/// Files of features that a user names: folders of `.npy` or `.npz` files, lists of them, and single files.
public enum FeatureFiles {
  /// The files in the order in which they are named; those of a folder and of the folders in it by path. Where a video has a file
  /// for each crop, the first stands for all; see `VideoFeatures`.
  ///
  /// - Throws: `missing` with everything that is missing, at once; or for a list that cannot be read.
  public static func named(_ paths: [String]) throws(DatasetError) -> [URL] {
    var files: [URL] = []
    var missing: [String] = []
    for path in paths {
      var isFolder: ObjCBool = false
      guard FileManager.default.fileExists(atPath: path, isDirectory: &isFolder) else {
        missing.append("there is no \(path)")
        continue
      }
      if isFolder.boolValue {
        let folder = URL(filePath: path)
        guard let found = try? walk(folder).files else {
          missing.append("cannot read the folder \(path)")
          continue
        }
        if found.isEmpty { missing.append("\(path) has no .npy file") }
        files += found.map { folder.appending(path: $0) }
      } else if isArray(path) {
        files.append(URL(filePath: path))
      } else {
        files += try listed(in: path, &missing)
      }
    }
    guard missing.isEmpty else { throw DatasetError(.missing, missing) }
    return FeatureCrops.folded(files)
  }

  /// The files below a folder.
  ///
  /// - Throws: `missing` if there is no such folder.
  static func walk(_ root: URL) throws(DatasetError) -> FolderWalk { try FolderWalk(root) { isArray($0) } }

  /// The files of a walk, relative to its folder and in order; the first stands for all crops of a video.
  static func folded(_ walk: FolderWalk, in root: URL) -> [String] {
    let files = Dictionary(walk.files.map { (root.appending(path: $0).path, $0) }) { first, _ in first }
    return FeatureCrops.folded(walk.files.map { root.appending(path: $0) }).compactMap { files[$0.path] }
  }

  private static func isArray(_ path: String) -> Bool { path.hasSuffix(".npy") || path.hasSuffix(".npz") }

  /// The files that a list names, a path a line, relative to the list.
  private static func listed(in path: String, _ missing: inout [String]) throws(DatasetError) -> [URL] {
    let lines: [String]
    do { lines = try TextFile.lines(path) } catch { throw DatasetError(error) }
    let base = URL(filePath: path).deletingLastPathComponent()
    return lines.map { line in
      let url = line.hasPrefix("/") ? URL(filePath: line) : base.appending(path: line)
      if !FileManager.default.fileExists(atPath: url.path) {
        missing.append("\(path) names \(line), which is not there")
      }
      return url
    }
  }
}
