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

  /// Events of a camera.
  func events(of camera: String) -> String { "\(root)/\(Self.level(camera))/event" }

  /// What is wrong with a camera, or with the station as a whole.
  func notices(of camera: String?) -> String {
    camera.map { "\(root)/\(Self.level($0))/notice" } ?? "\(root)/notice"
  }

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
