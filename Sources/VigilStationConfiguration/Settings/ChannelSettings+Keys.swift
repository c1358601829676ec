import Foundation

extension ChannelSettings {
  /// All keys of a channel, in the order of the reference page.
  public static let keys = address + webhookKeys + brokerKeys + commonKeys

  private static let address: [SettingKey<ChannelSettings>] = [
    SettingKey(
      "url", \.url,
      "Where messages go: a webhook, or a broker of MQTT. Nobody sees more of it than its host. For ntfy the address of the topic; for Telegram `https://api.telegram.org/bot${BOT_TOKEN}/sendMessage?chat_id=NUMBER`.",
      example: "https://ntfy.sh/a-topic-nobody-guesses", isRequired: true)
  ]

  /// The keys of webhooks only.
  static let webhookKeys: [SettingKey<ChannelSettings>] = [
    SettingKey(
      "preset", \.preset,
      "For which service a webhook is written; `json` is for programs and has all there is."
    ),
    SettingKey(
      "token", \.token,
      "Is sent to a webhook as `Authorization: Bearer`, such as an access token of ntfy or of Gotify.",
      example: "${NTFY_TOKEN}"),
    SettingKey(
      "secrets", \.secrets,
      "Each webhook is signed by each of them, as Standard Webhooks 1.0 says; two while one replaces the other.",
      example: #"["${WEBHOOK_SECRET}"]"#),
    SettingKey(
      "body", \.body, "A body of a webhook instead of that of the preset.",
      example: #"'{"text": "{title}: {message}"}'"#),
  ]

  /// The keys of brokers only.
  static let brokerKeys: [SettingKey<ChannelSettings>] = [
    SettingKey(
      "user", \.user, "Whom a broker knows the station as.", example: "${MQTT_USER}"),
    SettingKey("password", \.password, "The password of the user.", example: "${MQTT_PASSWORD}"),
    SettingKey(
      "ca_certificate", \.authorities,
      "Certificates, PEM, that a broker's certificate is trusted by, instead of those of the system. A relative path begins at the folder of this file.",
      example: "broker-ca.pem"),
    SettingKey(
      "topic", \.topic,
      "What all topics of a broker begin with; the name of the station's file follows, then the camera's. Stations of the same name need different ones."
    ),
    SettingKey(
      "client_id", \.clientID,
      "What a broker tells its clients apart by. If not given, it follows from the names of the machine, the station and the channel.",
      example: "vigil-yard"),
    SettingKey(
      "discovery", \.isDiscovered,
      "Whether Home Assistant is told of the cameras, each as a device, so that it needs no settings of its own."
    ),
    SettingKey("discovery_topic", \.discoveryTopic, "Where Home Assistant looks for what it is told."),
    SettingKey(
      "commands", \.takesCommands,
      "Whether cameras can be armed and disarmed over the broker, by whoever may publish there."),
    SettingKey(
      "pictures", \.hasPictures,
      "Whether the picture with the highest score of an event is sent to the broker, which keeps the newest of each camera."
    ),
  ]

  private static let commonKeys: [SettingKey<ChannelSettings>] = [
    SettingKey(
      "cameras", \.cameras,
      "Only events and health of these cameras, and of the station as a whole. If not given, of all.",
      example: "[door]"),
    SettingKey("severity", \.severity, "Which events are told."),
    SettingKey(
      "tell", \.tell,
      "When an event or a fault is told. If not given, `[began, ended]` for json, ntfy and brokers, else `[began]`. A message that waits is replaced by a newer one in any case.",
      example: "[began, ended]"),
    SettingKey("health", \.tellsHealth, "Whether faults of cameras and of the station are told."),
    SettingKey(
      "health_delay", \.healthDelay, in: 0...86_400, "A fault that is over before this is not told."),
    SettingKey(
      "at_most", \.atMost,
      "How many events and faults are told by a message each. What is beyond is counted, and told in one message as soon as there is room. If not given, there is no limit.",
      example: "6/hour"),
    SettingKey(
      "schedule", \.schedule,
      "When messages are sent, in local time, as the schedule of a camera. What is due outside these hours is counted, and told in one message when they begin.",
      example: #"["mon-fri 07:00-22:00", "sat,sun 09:00-22:00"]"#),
    SettingKey(
      "escalate_after", \.escalateAfter, in: 10...86_400,
      "Only events that nobody has acknowledged for this time after they began are told: by `vigil events acknowledge`, by saying what an event was, or by keeping it. If not given, all at once.",
      example: "10m"),
    SettingKey("timeout", \.timeout, in: 1...60, "How long a request may take, with its answer."),
  ]

  /// The keys that channels of the other kind have: `url` says which kind this one is.
  var foreignKeys: (names: [String], kind: String) {
    url?.isBroker == true
      ? (Self.webhookKeys.map(\.name), "webhooks") : (Self.brokerKeys.map(\.name), "brokers of MQTT")
  }

  /// What contradicts itself, by the keys that do; nil if nothing does.
  var contradiction: (keys: [String], reason: String)? {
    if let token, !token.revealed.utf8.allSatisfy({ $0 > 32 && $0 < 127 }) {
      return (["token"], "has other characters than visible ones of ASCII, which no header can hold")
    }
    if schedule == .never {
      return (["schedule"], "is never: nothing would be told; leave the channel out")
    }
    guard let url else { return nil }
    if password != nil, user == nil { return (["password"], "has no user beside it") }
    if authorities != nil, !url.isEncrypted {
      return (["ca_certificate"], "is of no use with mqtt://, which is not encrypted; write mqtts://")
    }
    if preset == .telegram, body == nil, !(url.revealed.query() ?? "").contains("chat_id=") {
      return (["url"], "has no chat_id, without which Telegram does not know whom to tell")
    }
    if preset == .ntfy, body == nil, url.revealed.pathComponents.count < 2 {
      return (["url"], "has no topic, such as https://ntfy.sh/TOPIC")
    }
    return nil
  }
}
