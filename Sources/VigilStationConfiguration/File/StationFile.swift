public import Foundation
import VigilCore
import Yams

/// The station's file as it was read: the settings of the station and of each camera, and what is wrong with it.
///
/// Keys of a camera may stand before the cameras; they are then those of every camera that does not have its own.
public struct StationFile: Sendable {
  /// The settings of the station.
  public let station: StationSettings
  /// The cameras whose settings are right, in the order of the file.
  public let cameras: [CameraSettings]
  /// What is wrong with single cameras, which are left out; the others can be watched.
  public let cameraMistakes: [StationFileError]

  private static let cameraNames = /[a-z0-9][a-z0-9_-]{0,62}/

  /// Reads a file.
  ///
  /// - Throws: `StationFileMistakes` if the station cannot be run by it.
  public init(_ file: URL) throws(StationFileMistakes) {
    let name = file.path
    let bytes: Data
    do {
      bytes = try Data(contentsOf: file)
    } catch {
      let reason = (error as NSError).localizedFailureReason ?? error.localizedDescription
      throw StationFileMistakes([
        StationFileError(.unreadable, "cannot be read: \(reason); check the path and its permissions", in: name)
      ])
    }
    guard let text = String(data: bytes, encoding: .utf8) else {
      throw StationFileMistakes([StationFileError(.unreadable, "is not text in UTF-8; save it again", in: name)])
    }
    try self.init(text: text, name: name)
  }

  /// Reads a text.
  ///
  /// - Parameters:
  ///   - text: The text.
  ///   - name: The name of the file in messages.
  /// - Throws: `StationFileMistakes`, all that were found, if the station cannot be run by it.
  public init(text: String, name: String) throws(StationFileMistakes) {
    func fail(_ mistakes: [StationFileError]) -> StationFileMistakes {
      StationFileMistakes(mistakes.map { Self.placed($0, in: name) })
    }
    let root: Node?
    do { root = try YAMLText.root(text) } catch { throw fail([error]) }
    guard case .mapping(let pairs) = root else {
      let found = root.map { ": it holds \($0.kindName)" } ?? ": it is empty"
      throw fail([
        StationFileError(
          .missingKey, "there are no cameras\(found); begin with the example of `vigil run --example`")
      ])
    }
    var places: [String: StationFileError.Place] = [:]
    var station = StationSettings()
    let shared = CameraSettings.keys.filter(\.isShared)
    let stationNames = Set(StationSettings.keys.map(\.name))
    var mistakes = SettingReader(
      keys: StationSettings.keys, others: Set(shared.map(\.name)).union(["cameras"]), owner: "the station"
    ).read(pairs, into: &station, places: &places)
    var defaults = CameraSettings()
    mistakes += SettingReader(keys: shared, others: stationNames.union(["cameras"]), owner: "the station")
      .read(pairs, into: &defaults, places: &places).filter { $0.code != .unknownKey }
    if (station.certificate == nil) != (station.key == nil) {
      mistakes.append(
        StationFileError(
          .contradiction, "certificate and key belong together; give both or none",
          at: places["certificate"] ?? places["key"]))
    }
    guard let cameras = pairs["cameras"] else {
      throw fail(mistakes + [StationFileError(.missingKey, "there is no key \"cameras\"; name at least one camera under it")])
    }
    guard case .mapping(let cameraPairs) = cameras, cameraPairs.count > 0 else {
      throw fail(
        mistakes + [
          StationFileError(
            .wrongValue, "cameras is \(cameras.kindName), not a mapping of names to settings", at: cameras.place)
        ])
    }
    guard mistakes.isEmpty else { throw fail(mistakes) }
    var right: [CameraSettings] = []
    var wrong: [StationFileError] = []
    for (key, value) in cameraPairs {
      let (camera, mistakes) = Self.camera(key, value, defaults: defaults)
      wrong += mistakes
      if let camera, mistakes.isEmpty { right.append(camera) }
    }
    guard !right.isEmpty else { throw fail(wrong) }
    (self.station, self.cameras) = (station, right)
    cameraMistakes = wrong.map { Self.placed($0, in: name) }
  }

  private static func camera(
    _ key: Node, _ value: Node, defaults: CameraSettings
  ) -> (CameraSettings?, [StationFileError]) {
    guard case .scalar(let scalar) = key, scalar.string.wholeMatch(of: cameraNames) != nil else {
      return (
        nil,
        [
          StationFileError(
            .wrongValue,
            "a camera's name has up to 63 letters a-z, digits, - and _, and begins with a letter or digit", at: key.place)
        ]
      )
    }
    let owner = "camera \"\(scalar.string)\""
    guard case .mapping(let pairs) = value else {
      return (nil, [StationFileError(.wrongValue, "\(owner) is \(value.kindName), not a mapping of keys", at: value.place)])
    }
    var camera = defaults
    camera.name = scalar.string
    var places: [String: StationFileError.Place] = [:]
    var mistakes = SettingReader(keys: CameraSettings.keys, owner: owner).read(pairs, into: &camera, places: &places)
    for key in CameraSettings.keys where key.isRequired && places[key.name] == nil {
      mistakes.append(StationFileError(.missingKey, "\(owner) has no key \"\(key.name)\"", at: scalar.mark?.place))
    }
    if mistakes.isEmpty, let (keys, reason) = camera.contradiction {
      let place = keys.lazy.compactMap { places[$0] }.first ?? scalar.mark?.place
      mistakes.append(StationFileError(.contradiction, "\(owner): \(keys[0]) \(reason)", at: place))
    }
    return (camera, mistakes)
  }

  private static func placed(_ mistake: StationFileError, in name: String) -> StationFileError {
    var mistake = mistake
    mistake.file = name
    return mistake
  }
}

/// All mistakes for which a station's file cannot be used.
public struct StationFileMistakes: ExplainedError, Hashable {
  /// The mistakes, in the order of the file.
  public let mistakes: [StationFileError]

  init(_ mistakes: [StationFileError]) {
    self.mistakes = mistakes.sorted { ($0.place ?? .first, $0.message) < ($1.place ?? .first, $1.message) }
  }

  /// The mistakes, one after another.
  public var message: String { mistakes.map(\.message).joinedComplaints() }
}

extension StationFileError.Place {
  fileprivate static let first = Self(line: 0, column: 0)
}
