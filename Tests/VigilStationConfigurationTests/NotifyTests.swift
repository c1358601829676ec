import Foundation
import Testing
import VigilStationConfiguration

@Suite struct `Channels of a station's file` {
  private func read(_ lines: String, _ environment: [String: String] = [:]) throws(StationFileMistakes)
    -> StationFile
  {
    try StationFile(
      text: "cameras: {door: {source: a.mp4}}\nnotify:\n" + lines, name: "s.yaml",
      secrets: SecretSource(environment: environment))
  }

  private func mistakes(_ lines: String) -> [String] {
    do throws(StationFileMistakes) {
      _ = try read(lines)
      return []
    } catch { return error.mistakes.map(\.message) }
  }

  @Test func `are read, with what is not given as it suits the service`() throws {
    let file = try read(
      """
        phone:
          url: ${NTFY}
          preset: ntfy
          token: ${TOKEN}
        desk: {url: "https://discord.com/api/webhooks/1/x", preset: discord, cameras: [door], severity: [alarm, review],
          health: false, tell: [began, updated], timeout: 5s, health_delay: 1h}
      """, ["NTFY": "https://ntfy.sh/secret-topic", "TOKEN": "tk_1"])
    let (phone, desk) = (file.notify[0], file.notify[1])
    #expect(
      phone.url?.revealed.absoluteString == "https://ntfy.sh/secret-topic" && phone.token?.revealed == "tk_1")
    #expect(phone.phases == [.began, .ended] && phone.severity == [.alarm] && phone.tellsHealth)
    #expect(desk.phases == [.began, .updated] && desk.cameras == ["door"] && !desk.tellsHealth)
    #expect(desk.timeout == 5 && desk.healthDelay == 3600 && desk.severity == [.alarm, .review])
    #expect(try read("  a: {url: 'http://a/b', preset: slack}\n").notify[0].phases == [.began])
    var (old, new) = (try read("  a: {url: 'http://a/b'}\n"), try read("  a: {url: 'http://a/c'}\n"))
    #expect(new.changes(from: old).isStationChanged)
    (old, new) = (new, new)
    #expect(new.changes(from: old).isEmpty)
  }

  @Test(arguments: [
    ("  a: {}\n", "s.yaml:3:3: channel \"a\" has no key \"url\""),
    (
      "  a: {url: 'http://a/b', presett: slack}\n",
      "s.yaml:3:26: channel \"a\" has no key \"presett\"; did you mean \"preset\"?"
    ),
    (
      "  A: {url: 'http://a/b'}\n",
      "s.yaml:3:3: a channel's name has up to 63 letters a-z, digits, - and _, and begins with a letter or digit"
    ),
    (
      "  a: {url: 'http://a/b', cameras: [dor]}\n",
      "s.yaml:3:35: channel \"a\": there is no camera \"dor\"; did you mean \"door\"?"
    ),
    (
      "  a: {url: 'http://a/b', severity: [alert]}\n",
      "s.yaml:3:37: severity is \"alert\", not one of alarm, review"
    ),
    (
      "  a: {url: 'http://a/b', body: '{\"a\": \"{camrea}\"}'}\n",
      "s.yaml:3:32: body has no value for {camrea}; did you mean \"camera\"?"
    ),
    (
      "  a: {url: 'http://u:p@a/b'}\n",
      "s.yaml:3:12: url has a user or a password in it; give a token by the key token"
    ),
    (
      "  a: {url: 'http://a/x', preset: telegram}\n",
      "s.yaml:3:12: channel \"a\": url has no chat_id, without which Telegram does not know whom to tell"
    ),
    ("  a: 3\n", "s.yaml:3:6: channel \"a\" is a value, not a mapping of keys"),
  ])
  func `say what is wrong with them, and where`(lines: String, message: String) {
    #expect(mistakes(lines) == [message])
  }

  @Test(arguments: [
    "url: canary", "url: 'ftp://canary'", "url: 'http://canary:canary@h/x'", "url: 'http://h/canary\u{20}'",
    "url: 'http://h/canary'\n    secrets: [canary]", "url: 'http://h/canary'\n    secrets: [whsec_canary]",
    "url: 'http://h/canary'\n    token: \"canary\\n\"", "url: 'http://h/canary'\n    preset: telegram",
    "url: [canary]", "url: 'http://h/canary'\n    bodyy: x",
  ])
  func `do not repeat secrets in mistakes`(lines: String) {
    let found = mistakes("  a:\n    \(lines)\n")
    #expect(!found.isEmpty && !found.joined().contains("canary"), "\(found)")
  }

  @Test func `do not show secrets`() throws {
    let file = try read(
      """
        a:
          url: https://hooks.example:8443/canary
          token: canary
          secrets: [whsec_Y2FuYXJ5Y2FuYXJ5Y2FuYXJ5Y2FuYXJ5, "${S}"]
      """, ["S": "whsec_Y2FuYXJ5Y2FuYXJ5Y2FuYXJ5Y2FuYXJ6"])
    var shown = ""
    dump(file.notify, to: &shown)
    shown += "\(file.notify)" + String(reflecting: file.notify)
    shown += ChannelSettings.keys.map { $0.written(file.notify[0]) }.joined(separator: " ")
    #expect(shown.contains("https://hooks.example:8443") && shown.contains("${S}"))
    #expect(!shown.contains("canary") && !shown.contains("Y2Fu"))
  }
}
