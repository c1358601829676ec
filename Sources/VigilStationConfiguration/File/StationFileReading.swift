import VigilCore
import Yams

/// One reading of a text, with all that was found right and wrong.
struct StationFileReading {
  var station = StationSettings()
  /// Where people are told.
  var notify: [ChannelSettings] = []
  /// What stands before the cameras.
  var shared = CameraSettings()
  /// The cameras that are right.
  var cameras: [CameraSettings] = []
  /// What is wrong with the station.
  var mistakes: [StationFileError] = []
  /// What is wrong with single cameras.
  var cameraMistakes: [StationFileError] = []

  private let secrets: SecretSource
  /// Keys of the station that hold names with settings.
  private static let sections = ["cameras", "notify"]

  /// Reads a text.
  init(_ text: String, secrets: SecretSource) {
    self.secrets = secrets
    let root: Node?
    do { root = try YAMLText.root(text) } catch {
      mistakes = [error]
      return
    }
    guard case .mapping(let pairs) = root else {
      let found = root.map { "it holds \($0.kindName)" } ?? "it is empty"
      mistakes = [
        StationFileError(
          .missingKey, "\(found), so there are no cameras; begin with the example of `vigil run --example`")
      ]
      return
    }
    shared = readStation(pairs)
    guard let sections = pairs["cameras"] else {
      mistakes.append(
        StationFileError(.missingKey, "there is no key \"cameras\"; name at least one camera under it"))
      return
    }
    guard case .mapping(let sections) = sections, !sections.isEmpty else {
      let place =
        sections.scalar?.string.isEmpty == true
        ? pairs.first { $0.key.string == "cameras" }?.key.place : sections.place
      mistakes.append(
        StationFileError(
          .wrongValue, "cameras is \(sections.kindName), not a mapping of names to settings", at: place))
      return
    }
    var names: Set<String> = []
    for (key, section) in sections {
      // YAML takes 1 and "1" for different keys.
      if let name = key.scalar?.string, !names.insert(name).inserted {
        mistakes.append(StationFileError(.notYAML, "\"\(name)\" is there twice; keep one", at: key.place))
      }
      let before = cameraMistakes.count
      let camera = readCamera(key, section)
      if let camera, cameraMistakes.count == before { cameras.append(camera) }
    }
    if let channels = pairs["notify"] {
      let place = pairs.first { $0.key.string == "notify" }?.key.place
      let found = ChannelReading(channels, at: place, cameras: names.sorted(), secrets: secrets)
      notify = found.channels
      mistakes += found.mistakes
    }
  }

  /// Reads the settings of the station, and those of all cameras.
  private mutating func readStation(_ pairs: Node.Mapping) -> CameraSettings {
    var places: [String: StationFileError.Place] = [:]
    let shared = CameraSettings.keys.filter(\.isShared)
    let own = Set(StationSettings.keys.map(\.name))
    let unshared = Set(CameraSettings.keys.filter { !$0.isShared }.map(\.name))
    let elsewhere = (unshared, "under each camera")
    mistakes = SettingReader(
      keys: StationSettings.keys, others: Set(shared.map(\.name)).union(Self.sections), elsewhere: elsewhere,
      owner: "the station", secrets: secrets
    ).read(pairs, into: &station, places: &places)
    if mistakes.isEmpty, let (keys, reason) = station.contradiction {
      let place = keys.lazy.compactMap { places[$0] }.first
      mistakes.append(StationFileError(.contradiction, "\(keys[0]) \(reason)", at: place))
    }
    var defaults = CameraSettings()
    // Names that nothing has were told above.
    mistakes += SettingReader(
      keys: shared, others: own.union(Self.sections), elsewhere: elsewhere, owner: "the station",
      secrets: secrets
    ).read(pairs, into: &defaults, places: &places).filter { $0.code != .unknownKey }
    return defaults
  }

  /// Reads one camera; nil if it has no settings.
  private mutating func readCamera(_ key: Node, _ section: Node) -> CameraSettings? {
    func mistake(_ code: StationFileError.Code, _ reason: String, at place: StationFileError.Place?)
      -> StationFileError
    {
      var mistake = StationFileError(code, reason, at: place ?? key.place)
      mistake.camera = key.scalar?.string
      return mistake
    }
    guard case .scalar(let name) = key, CameraSettings.isName(name.string) else {
      cameraMistakes.append(
        mistake(
          .wrongValue,
          "a camera's name has up to 63 letters a-z, digits, - and _, and begins with a letter or digit",
          at: key.place))
      return nil
    }
    let owner = "camera \"\(name.string)\""
    guard case .mapping(let pairs) = section else {
      let place = section.scalar?.string.isEmpty == true ? key.place : section.place
      cameraMistakes.append(
        mistake(.wrongValue, "\(owner) is \(section.kindName), not a mapping of keys", at: place))
      return nil
    }
    var camera = shared
    camera.name = name.string
    var places: [String: StationFileError.Place] = [:]
    var found = SettingReader(
      keys: CameraSettings.keys,
      elsewhere: (Set(StationSettings.keys.map(\.name) + Self.sections), "before cameras"),
      owner: owner, secrets: secrets
    ).read(pairs, into: &camera, places: &places)
    for required in CameraSettings.keys where required.isRequired && places[required.name] == nil {
      found.append(mistake(.missingKey, "\(owner) has no key \"\(required.name)\"", at: key.place))
    }
    if found.isEmpty, let (keys, reason) = camera.contradiction {
      let place = keys.lazy.compactMap { places[$0] }.first
      found.append(mistake(.contradiction, "\(owner): \(keys[0]) \(reason)", at: place))
    }
    cameraMistakes += found.map { found in
      var found = found
      found.camera = name.string
      return found
    }
    return camera
  }
}
