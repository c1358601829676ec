import Foundation

/// A folder of videos whose subfolders are the labels: `normal/`, `abnormal/` or classes, inside or around folders
/// for `train`, `validation` and `test` if there are any.
enum VideoFolder {
  /// Usual names for folders of normal videos, in lower-case letters and digits only.
  static let usualNormalNames: Set<String> = [
    "normal", "normals", "normalvideos", "nonabnormal", "nofight", "nofights", "nonfight", "nonfights",
    "noviolence", "nonviolence", "nonviolent", "noanomaly",
  ]

  static func read(_ folder: LayoutFolder, _ options: DatasetLayout.Options) throws(DatasetError)
    -> DatasetLayout.Reading
  {
    guard !folder.videos.isEmpty else {
      throw DatasetError(.missing, "there is no video in \(folder.root.path)")
    }
    var reading = DatasetLayout.Reading(manifest: Manifest())
    let normal = normalNames(options)
    var loose: [String] = []
    for path in folder.videos {
      var split: Manifest.Split?
      var label: String?
      for part in path.split(separator: "/").dropLast() {
        if split == nil, let own = Manifest.Split(spelled: String(part)) {
          split = own
        } else if label == nil {
          label = String(part)
        }
      }
      guard let label else {
        loose.append(path)
        continue
      }
      reading.manifest.videos.append(
        Manifest.Video(
          path: path, label: normal.contains(key(label)) ? Manifest.Video.normal : spelled(label),
          split: split))
    }
    guard !reading.manifest.videos.isEmpty else {
      throw DatasetError(
        .badFile,
        "the videos in \(folder.root.path) are in no subfolder that gives their label; put them into normal/ and abnormal/, "
          + "or write a manifest")
    }
    reading.findings.problem(
      loose, "is in no subfolder that gives its label, and is left out",
      "are in no subfolder that gives their label, and are left out")
    if !reading.manifest.videos.contains(where: { !$0.isAbnormal }) {
      reading.findings.note(
        "no folder is called normal, noFight or the like; name the folder of normal videos with --normal-folder"
      )
    }
    return reading
  }

  /// The usual names and the user's.
  static func normalNames(_ options: DatasetLayout.Options) -> Set<String> {
    usualNormalNames.union(options.normalFolders.map { key($0) })
  }

  /// A name in lower-case letters and digits only.
  static func key(_ name: some StringProtocol) -> String {
    name.lowercased().filter { $0.isLetter || $0.isNumber }
  }

  private static func spelled(_ label: String) -> String {
    label.lowercased() == Manifest.Video.abnormal ? Manifest.Video.abnormal : label
  }
}
