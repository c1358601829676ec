public import Foundation
public import VigilStationConfiguration
public import VigilStore

/// The folder of a station, by the path of its file or of the folder itself.
public struct StationPlace: Sendable {
  /// The folder.
  public let folder: URL
  /// The path by which it was named, for messages.
  public let name: String
  /// The station's file; nil if the folder itself was named.
  public let file: StationFile?

  /// Finds the folder.
  ///
  /// - Throws: `StationFileMistakes` if the file cannot be read, `StationError` if there is no such folder yet.
  public init(_ path: String) throws {
    try self.init(beforeFirstStart: path)
    guard FileManager.default.fileExists(atPath: folder.path) else {
      throw StationError(
        .folder,
        "there is no folder \(folder.path), which \(path) names: vigil run makes it at its first start")
    }
  }

  /// Finds the folder that a station has or will have.
  ///
  /// - Throws: `StationFileMistakes` if the file cannot be read.
  public init(beforeFirstStart path: String) throws(StationFileMistakes) {
    name = path
    var isFolder: ObjCBool = false
    if FileManager.default.fileExists(atPath: path, isDirectory: &isFolder), isFolder.boolValue {
      (folder, file) = (URL(filePath: path), nil)
    } else {
      let file = try StationFile(URL(filePath: path), secrets: .indifferent)
      (folder, self.file) = (URL(filePath: file.station.folder), file)
    }
  }

  /// Refuses cameras that the station does not have.
  ///
  /// - Throws: `StationFileError`; `StationError` if its folder was named, which does not tell its cameras.
  public func check(cameras: [String]) throws {
    guard let file else {
      throw StationError(
        .settings, "\(name) is a folder and does not tell which cameras there are; name the station's file")
    }
    try file.check(cameras: cameras)
  }

  /// The users of the station, also while it runs.
  ///
  /// - Parameter mayBeFirst: Whether the database is made if it is missing. A folder that was named is that of a station only if it has one.
  /// - Throws: `StoreError`; `StationError` if there cannot be users yet.
  public func users(mayBeFirst: Bool = false) throws -> StationUsers {
    do {
      return try StationUsers(besideStationIn: folder, makesDatabase: mayBeFirst && file != nil)
    } catch {
      guard error.code == .missing, file != nil else { throw error }
      throw StationError(
        .folder, "the station of \(name) never ran and has no users; vigil users add adds the first one")
    }
  }
}
