import Foundation

extension ChannelSettings {
  /// All keys of a channel, in the order of the reference page.
  public static let keys = address + webhookKeys + serverKeys + brokerKeys + mailKeys + commonKeys

  private static let address: [SettingKey<ChannelSettings>] = [
    SettingKey(
      "url", \.url,
      "Where messages go: a webhook, a broker of MQTT, or a mail server (without a port, `smtp://` means 587, on the same machine 25, and `smtps://` 465). A channel has this or `command`. Nobody sees more of it than its host. For ntfy the address of the topic; for Telegram `https://api.telegram.org/bot${BOT_TOKEN}/sendMessage?chat_id=NUMBER`.",
      example: "https://ntfy.sh/a-topic-nobody-guesses"),
    SettingKey(
      "command", \.command,
      "A program of this machine that is run for each message, as the station's user and without a shell, with all that is known as JSON on its standard input. Status 0 is success, 75 means later.",
      example: #"[/usr/local/bin/light, "on"]"#),
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

  /// The keys of brokers and mail servers only.
  static let serverKeys: [SettingKey<ChannelSettings>] = [
    SettingKey(
      "user", \.user, "Whom a broker, or a mail server, knows the station as.", example: "${MQTT_USER}"),
    SettingKey("password", \.password, "The password of the user.", example: "${MQTT_PASSWORD}"),
    SettingKey(
      "ca_certificate", \.authorities,
      "Certificates, PEM, that the server's certificate is trusted by, instead of those of the system. A relative path begins at the folder of this file.",
      example: "broker-ca.pem"),
    SettingKey(
      "pictures", \.pictures,
      "Whether the picture with the highest score of an event is sent. A broker keeps the newest of each camera. If not given, only mail has pictures.",
      example: "true"),
  ]

  /// The keys of brokers only.
  static let brokerKeys: [SettingKey<ChannelSettings>] = [
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
  ]

  /// The keys of mail only.
  static let mailKeys: [SettingKey<ChannelSettings>] = [
    SettingKey("from", \.from, "Whose mail it is.", example: "vigil@example.org"),
    SettingKey(
      "to", \.to, "Who has the mail, all in one; at most 20.", example: "[ada@example.org, bob@example.org]"),
    SettingKey(
      "encryption", \.encryption,
      "Whether a connection by `smtp://` must be encrypted by STARTTLS. If not given, `required`, and `offered` on the same machine. With `offered` whoever is in between can prevent it.",
      example: "required"),
  ]

  private static let commonKeys: [SettingKey<ChannelSettings>] = [
    SettingKey(
      "cameras", \.cameras,
      "Only events and health of these cameras, and of the station as a whole. If not given, of all.",
      example: "[door]"),
    SettingKey("severity", \.severity, "Which events are told.", example: "[alarm, review]"),
    SettingKey(
      "tell", \.tell,
      "When an event or a fault is told. `judged` is what the program under `verify` says of an event afterwards, which only those hear who were told of it. If not given, `[began, ended, judged]` for json, ntfy, brokers and commands, else `[began]`. A message that waits is replaced by a newer one in any case.",
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
      "review_schedule", \.reviewSchedule,
      "The same for events to be looked at, where `severity` has them. If not given, `schedule`.",
      example: #"["daily 08:00-20:00"]"#),
    SettingKey(
      "health_schedule", \.healthSchedule,
      "The same for faults of cameras and of the station. If not given, `schedule`.", example: "always"),
    SettingKey(
      "summary", \.summary,
      "A day and a time, local, at which one message tells of the week before: by camera how long it was watched and how long it was blind, its alarms and what was said of them, what was lost, and what needs somebody. With `daily` it tells of the day before. It waits while nothing may be told. If not given, there is none.",
      example: "monday 08:00"),
    SettingKey(
      "escalate_after", \.escalateAfter, in: 10...86_400,
      "Only events that nobody has acknowledged for this time after they began are told: on its page, by `vigil events acknowledge`, by saying what an event was, or by keeping it. If not given, all at once.",
      example: "10m"),
    SettingKey(
      "timeout", \.timeout, in: 1...60,
      "How long a request may take, with its answer, or a mail, or a command."),
  ]

  /// The keys that only channels of other kinds have, and which kinds.
  var foreignKeys: [(name: String, kinds: String)] {
    let own: [(keys: [SettingKey<ChannelSettings>], kinds: [Kind], words: String)] = [
      (Self.webhookKeys, [.webhook], "webhooks"), (Self.brokerKeys, [.broker], "brokers of MQTT"),
      (Self.serverKeys, [.broker, .mail], "brokers of MQTT and mail servers"),
      (Self.mailKeys, [.mail], "mail"),
    ]
    return own.filter { group in kind.map { !group.kinds.contains($0) } ?? false }
      .flatMap { group in group.keys.map { ($0.name, group.words) } }
  }

  /// What contradicts itself, by the keys that do; nil if nothing does.
  var contradiction: (keys: [String], reason: String)? {
    if let token, !token.revealed.utf8.allSatisfy({ $0 > 32 && $0 < 127 }) {
      return (["token"], "has other characters than visible ones of ASCII, which no header can hold")
    }
    if schedule == .never, reviewSchedule ?? .never == .never, healthSchedule ?? .never == .never {
      return (["schedule"], "is never: nothing would be told; leave the channel out")
    }
    if reviewSchedule != nil, !severity.contains(.review) {
      return (["review_schedule"], "is of no use without review in severity")
    }
    if healthSchedule != nil, !tellsHealth {
      return (["health_schedule"], "is of no use with health: false")
    }
    guard let url else { return nil }
    if command != nil { return (["command"], "has a url beside it; make it a channel of its own") }
    guard url.isKnown else { return nil }
    if password != nil, user == nil { return (["password"], "has no user beside it") }
    if url.isMail { return mailContradiction(url) }
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

  private func mailContradiction(_ url: ChannelAddress) -> (keys: [String], reason: String)? {
    if from == nil { return (["url"], "is that of a mail server, which needs the key from beside it") }
    if to.isEmpty { return (["url"], "is that of a mail server, which needs the key to beside it") }
    if to.count > 20 { return (["to"], "has more than 20 addresses") }
    if user != nil, password == nil { return (["user"], "has no password beside it") }
    if encryption != nil, url.isEncrypted {
      return (["encryption"], "is of no use with smtps://, which is encrypted from the beginning")
    }
    if authorities != nil, !url.isEncrypted, mailEncryption == .none {
      return (["ca_certificate"], "is of no use with encryption: none")
    }
    return nil
  }
}
