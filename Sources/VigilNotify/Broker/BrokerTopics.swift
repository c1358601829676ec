import VigilHashing

/// The topics of one station at a broker: `PREFIX/STATION/…`, with a level for each camera.
///
/// Names are levels only if nothing in them means something else to a broker; what they say to people stands in payloads.
struct BrokerTopics: Hashable, Sendable {
  /// What all of them begin with.
  let root: String
  /// The station, as one level.
  let station: String

  init(prefix: String, station: String) {
    self.station = Self.level(station)
    root = "\(prefix)/\(self.station)"
  }

  /// Whether the station is there: `online` or `offline`, which is also its last will.
  var availability: String { "\(root)/availability" }

  /// What is told of a camera all the time, as the last level of its topic.
  enum Kind: String, CaseIterable {
    /// Whether its pictures come: `ON` or `OFF`, kept by the broker, as the next ones are.
    case connectivity
    /// Whether an alarm goes on.
    case alarm
    /// Whether it is covered or was moved.
    case tamper
    /// Whether it may raise alarms.
    case armed
    /// The picture with the highest score of the newest event, JPEG; kept, where the file allows it.
    case picture
    /// The newest score, once a second at most; not kept.
    case score
  }

  /// Where something is told of a camera.
  func topic(_ kind: Kind, of camera: String) -> String { "\(root)/\(Self.level(camera))/\(kind.rawValue)" }

  /// Where a camera is armed and disarmed.
  func commands(of camera: String) -> String { topic(.armed, of: camera) + "/set" }

  /// A kind of topics of all cameras, to subscribe to.
  func all(_ kind: Kind, commands: Bool = false) -> String {
    "\(root)/+/\(kind.rawValue)" + (commands ? "/set" : "")
  }

  /// The level of the camera in a topic of such; nil in others.
  func camera(in topic: String, _ kind: Kind, commands: Bool = false) -> String? {
    let levels = topic.dropFirst(root.count).split(separator: "/", omittingEmptySubsequences: false)
    guard topic.hasPrefix(root + "/"), levels.count == (commands ? 4 : 3), levels[2] == kind.rawValue,
      !commands || levels[3] == "set"
    else { return nil }
    let level = String(levels[1])
    return Self.level(level) == level ? level : nil
  }

  /// What Home Assistant tells a camera by, also from those of other stations.
  func deviceID(of camera: String) -> String {
    root.replacing("/", with: "_") + "_" + Self.level(camera)
  }

  /// Events of a camera.
  func events(of camera: String) -> String { "\(root)/\(Self.level(camera))/event" }

  /// What is wrong with a camera, or with the station as a whole.
  func notices(of camera: String?) -> String {
    camera.map { "\(root)/\(Self.level($0))/notice" } ?? "\(root)/notice"
  }

  /// What was not told by a message each, told as one.
  var summaries: String { "\(root)/summary" }

  /// What happened in a week or a day.
  var periods: String { "\(root)/period" }

  /// A name as a level of a topic, and as a part of Home Assistant's ids: as it is if it holds letters, digits, - and _ only; else without
  /// the rest, and with a digest of the name, so that two names never become one.
  static func level(_ name: String) -> String {
    func isPlain(_ byte: UInt8) -> Bool {
      switch byte {
      case 48...57, 65...90, 97...122, 45, 95: true
      default: false
      }
    }
    guard name.isEmpty || name.utf8.count > 80 || !name.utf8.allSatisfy(isPlain) else { return name }
    let plain = String(decoding: name.utf8.filter(isPlain).prefix(40), as: UTF8.self)
    return plain + "-" + SHA256.hexadecimal(of: name).prefix(8)
  }
}
