public import Foundation
public import VigilDatasets

/// The training videos, whichever way they were named.
public enum TrainingSource: Hashable, Sendable {
  /// Features of normal and of abnormal videos: folders of `.npy` files, lists of them, and single files.
  case features(normal: [String], abnormal: [String])
  /// A manifest, whose training videos to take, and the folder of their features.
  case manifest(String, features: URL)
  /// Videos whose features have to be extracted: a folder with `normal/` and `abnormal/` or classes, or a manifest; and the folder
  /// for their features.
  case videos(String, features: URL)

  /// The files of features.
  ///
  /// - Throws: `DatasetError` with everything that is missing.
  public func files() throws(DatasetError) -> (normal: [URL], abnormal: [URL]) {
    switch self {
    case .features(let normal, let abnormal):
      (try FeatureFiles.named(normal), try FeatureFiles.named(abnormal))
    case .manifest(let path, let folder):
      try Self.files(Manifest(file: path), in: folder)
    case .videos(let path, let folder):
      try Self.files(Self.manifest(of: path).manifest, in: folder)
    }
  }

  /// The videos whose features have to be extracted, and the folder for them; nil where features are there.
  ///
  /// - Throws: `DatasetError` if videos are missing, or two would become the same file of features, all at once.
  public func extraction() throws(DatasetError) -> (list: ExtractionList, folder: URL)? {
    guard case .videos(let path, let features) = self else { return nil }
    let (manifest, folder) = try Self.manifest(of: path)
    let wanted = manifest.videos(for: .train)
    let files = try wanted.located(in: .videos(folder))
    return (try ExtractionList(wanted, files: files), features)
  }

  /// A manifest and the folder that its paths are relative to.
  private static func manifest(of path: String) throws(DatasetError) -> (manifest: Manifest, folder: URL) {
    let place = URL(filePath: path)
    var isFolder: ObjCBool = false
    guard FileManager.default.fileExists(atPath: path, isDirectory: &isFolder) else {
      throw DatasetError(.missing, "there is no \(path)")
    }
    guard isFolder.boolValue else { return (try Manifest(file: path), place.deletingLastPathComponent()) }
    let reading = try DatasetLayout.folder.read(place)
    guard reading.findings.problems.isEmpty else {
      throw DatasetError(.badFile, reading.findings.problems.joined(separator: "; "))
    }
    return (reading.manifest, place)
  }

  /// The features of training videos, by kind.
  private static func files(
    _ manifest: Manifest, in folder: URL
  ) throws(DatasetError) -> (normal: [URL], abnormal: [URL]) {
    let videos = manifest.videos(for: .train)
    let files = zip(videos, try videos.located(in: .features(folder)))
    return (files.filter { !$0.0.isAbnormal }.map(\.1), files.filter(\.0.isAbnormal).map(\.1))
  }
}
