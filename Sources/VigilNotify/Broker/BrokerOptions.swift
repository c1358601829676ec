import Foundation
import VigilHashing
import VigilStationConfiguration

/// How a broker is connected to.
struct BrokerOptions: Sendable {
  var host: String
  var port: Int32
  var isEncrypted: Bool
  /// A file of certificates; nil for those of the system.
  var authorities: String?
  var user: Secret?
  var password: Secret?
  var clientID: String
  var topics: BrokerTopics
  /// Where Home Assistant is told of the cameras; nil for nowhere.
  var discovery: BrokerCameras.Discovery?
  /// Whether cameras can be armed and disarmed.
  var takesCommands: Bool
  /// Whether pictures are published.
  var hasPictures: Bool
  /// The channel's name.
  var channel: String
  /// The most seconds that a connection, or an acknowledgement, may take.
  var timeout: Double

  /// Seconds without traffic after which each side asks whether the other is there; a broker tells the last will after one and a half of them.
  static let keepAlive: Int32 = 30

  /// Takes the settings of a channel; nil if it is no broker's.
  init?(_ settings: ChannelSettings, topics: BrokerTopics) {
    guard let address = settings.url, address.isBroker, let host = address.revealed.host() else { return nil }
    // Brackets belong to addresses of the web only.
    self.host = host.trimmingCharacters(in: ["[", "]"])
    isEncrypted = address.isEncrypted
    port = address.revealed.port.map(Int32.init(clamping:)) ?? (address.isEncrypted ? 8883 : 1883)
    (authorities, user, password) = (settings.authorities, settings.user, settings.password)
    (self.topics, timeout, channel) = (topics, settings.timeout.value, settings.name)
    discovery =
      settings.isDiscovered ? BrokerCameras.Discovery(prefix: settings.discoveryTopic.text) : nil
    (takesCommands, hasPictures) = (settings.takesCommands, settings.hasPictures)
    clientID =
      settings.clientID?.text
      ?? Self.clientID(machine: ProcessInfo.processInfo.hostName, topics.root, settings.name)
  }

  /// The same at each start, so that a broker replaces a connection that it does not know to be dead, and no other's; of letters and digits,
  /// 21 of them, which every broker takes.
  static func clientID(machine: String, _ root: String, _ channel: String) -> String {
    "vigil" + SHA256.hexadecimal(of: "\(machine)/\(root)/\(channel)").prefix(16)
  }
}
