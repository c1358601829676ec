public import Foundation
import VigilCore

/// Files of features that a user names: folders of `.npy` files, lists of them, and single files.
public enum FeatureFiles {
  /// The files in the order in which they are named; those of a folder by name.
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
        let names = (try? FileManager.default.contentsOfDirectory(atPath: path))?.filter {
          $0.hasSuffix(".npy")
        }
        guard let names else {
          missing.append("cannot read the folder \(path)")
          continue
        }
        if names.isEmpty { missing.append("\(path) has no .npy file") }
        files += names.sorted().map { URL(filePath: path).appending(path: $0) }
      } else if path.hasSuffix(".npy") {
        files.append(URL(filePath: path))
      } else {
        files += try listed(in: path, &missing)
      }
    }
    guard missing.isEmpty else { throw DatasetError(.missing, missing) }
    return files
  }

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
