import Foundation

extension ChannelSettings {
  /// All keys of a channel, in the order of the reference page.
  public static let keys: [SettingKey<ChannelSettings>] = [
    SettingKey(
      "url", \.url,
      "Where messages are posted to. Nobody sees more of it than its host. For ntfy the address of the topic; for Telegram `https://api.telegram.org/bot${BOT_TOKEN}/sendMessage?chat_id=NUMBER`.",
      example: "https://ntfy.sh/a-topic-nobody-guesses", isRequired: true),
    SettingKey(
      "preset", \.preset,
      "For which service a message is written; `json` is for programs and has all there is."
    ),
    SettingKey(
      "token", \.token, "Is sent as `Authorization: Bearer`, such as an access token of ntfy or of Gotify.",
      example: "${NTFY_TOKEN}"),
    SettingKey(
      "secrets", \.secrets,
      "Each message is signed by each of them, as Standard Webhooks 1.0 says; two while one replaces the other.",
      example: #"["${WEBHOOK_SECRET}"]"#),
    SettingKey(
      "body", \.body, "A body instead of that of the preset.",
      example: #"'{"text": "{title}: {message}"}'"#),
    SettingKey(
      "cameras", \.cameras,
      "Only events and health of these cameras, and of the station as a whole. If not given, of all.",
      example: "[door]"),
    SettingKey("severity", \.severity, "Which events are told."),
    SettingKey(
      "tell", \.tell,
      "When an event or a fault is told. If not given, `[began, ended]` for json and ntfy, else `[began]`. A message that waits is replaced by a newer one in any case.",
      example: "[began, ended]"),
    SettingKey("health", \.tellsHealth, "Whether faults of cameras and of the station are told."),
    SettingKey(
      "health_delay", \.healthDelay, in: 0...86_400, "A fault that is over before this is not told."),
    SettingKey("timeout", \.timeout, in: 1...60, "How long a request may take, with its answer."),
  ]

  /// What contradicts itself, by the keys that do; nil if nothing does.
  var contradiction: (keys: [String], reason: String)? {
    if let token, !token.revealed.utf8.allSatisfy({ $0 > 32 && $0 < 127 }) {
      return (["token"], "has other characters than visible ones of ASCII, which no header can hold")
    }
    guard let url else { return nil }
    if preset == .telegram, body == nil, !(url.revealed.query() ?? "").contains("chat_id=") {
      return (["url"], "has no chat_id, without which Telegram does not know whom to tell")
    }
    if preset == .ntfy, body == nil, url.revealed.pathComponents.count < 2 {
      return (["url"], "has no topic, such as https://ntfy.sh/TOPIC")
    }
    return nil
  }
}
