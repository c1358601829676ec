public import Foundation
import VigilStationConfiguration

/// The folder of a station, by the path of its file or of the folder itself.
public struct StationPlace: Hashable, Sendable {
  /// The folder.
  public let folder: URL
  /// The path by which it was named, for messages.
  public let name: String

  /// Finds the folder.
  ///
  /// - Throws: `StationFileMistakes` if the file cannot be read, `StationError` if there is no such folder yet.
  public init(_ path: String) throws {
    name = path
    var isFolder: ObjCBool = false
    if FileManager.default.fileExists(atPath: path, isDirectory: &isFolder), isFolder.boolValue {
      folder = URL(filePath: path)
      return
    }
    folder = URL(filePath: try StationFile(URL(filePath: path), secrets: .indifferent).station.folder)
    guard FileManager.default.fileExists(atPath: folder.path) else {
      throw StationError(
        .folder,
        "there is no folder \(folder.path), which \(path) names: vigil run makes it at its first start")
    }
  }
}
