import Foundation

/// Files of features that a user names: folders of `.npy` files, lists of them, and single files.
enum FeatureFiles {
  /// How many complaints are shown at once.
  private static let mostComplaints = 20

  /// The files in the order in which they are named; those of a folder by name.
  ///
  /// - Throws: everything that is missing, at once.
  static func named(_ paths: [String]) throws -> [URL] {
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
    if let complaint = shown(missing) { throw CommandError(complaint) }
    return files
  }

  /// Complaints about many files in one sentence of bounded length; nil if there are none.
  static func shown(_ complaints: [String]) -> String? {
    guard !complaints.isEmpty else { return nil }
    let more = complaints.count - mostComplaints
    return complaints.prefix(mostComplaints).joined(separator: "; ") + (more > 0 ? "; and \(more) more" : "")
  }

  /// The files that a list names, a path a line, relative to the list.
  private static func listed(in path: String, _ missing: inout [String]) throws -> [URL] {
    let base = URL(filePath: path).deletingLastPathComponent()
    var files: [URL] = []
    for line in try TextFile.read(path).split(whereSeparator: \.isNewline)
      .map({ $0.trimmingCharacters(in: .whitespaces) }) where !line.isEmpty
    {
      let url = line.hasPrefix("/") ? URL(filePath: line) : base.appending(path: line)
      if !FileManager.default.fileExists(atPath: url.path) {
        missing.append("\(path) names \(line), which is not there")
      }
      files.append(url)
    }
    return files
  }
}
