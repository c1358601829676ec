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
          health: false, tell: [began, updated], timeout: 5s, health_delay: 1h, at_most: 6/hour,
          schedule: sat 22:00-06:00}
      """, ["NTFY": "https://ntfy.sh/secret-topic", "TOKEN": "tk_1"])
    let (phone, desk) = (file.notify[0], file.notify[1])
    #expect(
      phone.url?.revealed.absoluteString == "https://ntfy.sh/secret-topic" && phone.token?.revealed == "tk_1")
    #expect(phone.phases == [.began, .ended] && phone.severity == [.alarm] && phone.tellsHealth)
    #expect(desk.phases == [.began, .updated] && desk.cameras == ["door"] && !desk.tellsHealth)
    #expect(desk.schedule.written == #"["sat 22:00-06:00"]"# && phone.schedule == .always)
    #expect(desk.atMost == MessageLimit(count: 6, seconds: 3600) && phone.atMost == nil)
    #expect(desk.timeout == 5 && desk.healthDelay == 3600 && desk.severity == [.alarm, .review])
    #expect(try read("  a: {url: 'http://a/b', preset: slack}\n").notify[0].phases == [.began])
    var (old, new) = (try read("  a: {url: 'http://a/b'}\n"), try read("  a: {url: 'http://a/c'}\n"))
    #expect(new.changes(from: old).isStationChanged)
    (old, new) = (new, new)
    #expect(new.changes(from: old).isEmpty)
  }

  @Test func `of brokers are read, with topics, user and certificates`() throws {
    let folder = FileManager.default.temporaryDirectory.appending(path: "vigil-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    let text = """
      cameras: {door: {source: a.mp4}}
      notify:
        home: {url: 'mqtts://broker.example', user: ada, password: "${P}", ca_certificate: ca.pem, topic: house/vigil,
          client_id: yard-1}
        near: {url: 'mqtt://[::1]:1884/'}
      """
    let url = folder.appending(path: "s.yaml")
    try Data(text.utf8).write(to: url)
    let file = try StationFile(url, secrets: SecretSource(environment: ["P": "canary"]))
    let (home, near) = (file.notify[0], file.notify[1])
    #expect(home.url?.isBroker == true && home.url?.isEncrypted == true)
    #expect(
      home.user?.revealed == "ada" && home.password?.revealed == "canary" && home.topic.text == "house/vigil")
    #expect(home.authorities == folder.appending(path: "ca.pem").path && home.clientID?.text == "yard-1")
    #expect(home.phases == [.began, .ended])
    #expect(near.url?.isEncrypted == false && near.url?.revealed.port == 1884 && near.topic.text == "vigil")
    #expect(!"\(file.notify)".contains("canary"))
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
    (
      "  a: {url: 'mqtt://u:p@a'}\n",
      "s.yaml:3:12: url has a user or a password in it; give them by the keys user and password"
    ),
    (
      "  a: {url: 'mqtt://a/vigil'}\n",
      "s.yaml:3:12: url has more than a host and a port; topics begin with what the key topic says"
    ),
    (
      "  a: {url: 'mqtt://a', topic: 'a/#'}\n",
      "s.yaml:3:31: topic is \"a/#\", not levels such as vigil or house/vigil, of letters A-Z a-z, digits, - and _, up to 128 characters"
    ),
    (
      "  a: {url: 'mqtt://a', preset: slack}\n",
      "s.yaml:3:32: channel \"a\": preset is of webhooks only; leave it out"
    ),
    (
      "  a: {url: 'http://a/b', user: x}\n",
      "s.yaml:3:32: channel \"a\": user is of brokers of MQTT only; leave it out"
    ),
    (
      "  a: {url: 'mqtt://a', password: x}\n",
      "s.yaml:3:34: channel \"a\": password has no user beside it"
    ),
    (
      "  a: {url: 'mqtt://a', ca_certificate: x}\n",
      "s.yaml:3:40: channel \"a\": ca_certificate is of no use with mqtt://, which is not encrypted; write mqtts://"
    ),
    (
      "  a: {url: 'mqtt://a'}\n  b: {url: 'mqtt://a'}\n",
      "s.yaml:4:12: channel \"b\" has the broker and the topic of \"a\"; give it another topic"
    ),
    (
      "  a: {url: 'http://a/b', at_most: 6}\n",
      "s.yaml:3:35: at_most is \"6\", not a number in a time such as 6/hour, 20/day or 50/week"
    ),
    (
      "  a: {url: 'http://a/b', schedule: never}\n",
      "s.yaml:3:36: channel \"a\": schedule is never: nothing would be told; leave the channel out"
    ),
    (
      "  a: {url: 'http://a/b', schedule: [mon-fri 7-22]}\n",
      "s.yaml:3:37: schedule is \"mon-fri 7-22\", not always, never, or hours such as [\"mon-fri 18:00-07:00\", \"sat,sun\"]"
    ),
    (
      "  a: {url: 'http://a/b', escalate_after: 5s}\n",
      "s.yaml:3:42: escalate_after is 5s, not 10s to 1d"
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
    "url: 'mqtt://canary:canary@h'", "url: 'mqtt://h/canary'", "url: 'mqtt://h'\n    password: canary",
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
