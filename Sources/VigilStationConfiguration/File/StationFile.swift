public import Foundation
import VigilCore
import Yams

/// The station's file as it was read: the settings of the station and of each camera, and what is wrong with it.
///
/// Keys of a camera may stand before the cameras; they are then those of every camera that does not have its own.
public struct StationFile: Sendable {
  /// The name of the file in messages.
  public let name: String
  /// The settings of the station.
  public package(set) var station: StationSettings
  /// Where people are told, in the order of the file.
  public private(set) var notify: [ChannelSettings]
  /// The cameras whose settings are right, in the order of the file.
  public private(set) var cameras: [CameraSettings]
  /// What is wrong with single cameras, which are left out; the others can be watched.
  public let cameraMistakes: [StationFileError]
  /// What stands before the cameras: the settings of one that has none of its own.
  package let shared: CameraSettings

  /// Reads a file.
  ///
  /// - Parameters:
  ///   - file: The file.
  ///   - secrets: Where `${NAME}` is looked up.
  /// - Throws: `StationFileMistakes` if the station cannot be run by it.
  public init(_ file: URL, secrets: SecretSource = SecretSource()) throws(StationFileMistakes) {
    let name = file.relativePath
    let bytes: Data
    do {
      let handle = try FileHandle(forReadingFrom: file)
      // A pipe gives less at a time than it has.
      var found = Data()
      while found.count <= YAMLText.longest, let part = try handle.read(upToCount: YAMLText.longest + 1),
        !part.isEmpty
      {
        found += part
      }
      bytes = found
    } catch {
      throw StationFileMistakes([
        StationFileError(.unreadable, "cannot be read; check the path and its permissions", in: name)
      ])
    }
    guard bytes.count <= YAMLText.longest, let text = String(data: bytes, encoding: .utf8) else {
      let reason =
        bytes.count > YAMLText.longest ? YAMLText.tooLong : "it is not text in UTF-8; save it again"
      throw StationFileMistakes([StationFileError(.unreadable, reason, in: name)])
    }
    try self.init(text: text, name: name, secrets: secrets)
    // Wherever the program is started, the station is the same.
    let folder = file.absoluteURL.deletingLastPathComponent()
    func absolute(_ path: String) -> String { URL(filePath: path, relativeTo: folder).path }
    station.folder = absolute(station.folder)
    station.certificate = station.certificate.map(absolute)
    station.certificateKey = station.certificateKey.map(absolute)
    for index in notify.indices { notify[index].authorities = notify[index].authorities.map(absolute) }
    for index in cameras.indices { cameras[index].model = cameras[index].model.resolved(in: folder) }
  }

  /// Reads a text.
  ///
  /// - Parameters:
  ///   - text: The text.
  ///   - name: The name of the file in messages.
  ///   - secrets: Where `${NAME}` is looked up.
  /// - Throws: `StationFileMistakes`, all that were found, if the station cannot be run by it.
  public init(text: String, name: String, secrets: SecretSource = SecretSource()) throws(StationFileMistakes)
  {
    let found = StationFileReading(text, secrets: secrets)
    func named(_ mistakes: [StationFileError]) -> [StationFileError] {
      mistakes.map { mistake in
        var mistake = mistake
        mistake.file = name
        return mistake
      }
    }
    guard found.mistakes.isEmpty else { throw StationFileMistakes(named(found.mistakes)) }
    guard !found.cameras.isEmpty else { throw StationFileMistakes(named(found.cameraMistakes)) }
    self.name = name
    (notify, shared) = (found.notify, found.shared)
    (station, cameras, cameraMistakes) = (found.station, found.cameras, named(found.cameraMistakes))
  }
}
