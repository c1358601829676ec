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
    #expect(phone.phases == [.began, .ended, .judged] && phone.severity == [.alarm] && phone.tellsHealth)
    #expect(desk.phases == [.began, .updated] && desk.cameras == ["door"] && !desk.tellsHealth)
    #expect(desk.schedule.written == #"["sat 22:00-06:00"]"# && phone.schedule == .always)
    #expect(desk.atMost == MessageLimit(count: 6, seconds: 3600) && phone.atMost == nil)
    #expect(desk.timeout == 5 && desk.healthDelay == 3600 && desk.severity == [.alarm, .review])
    #expect(try read("  a: {url: 'http://a/b', preset: slack}\n").notify[0].phases == [.began])
    var (old, new) = (try read("  a: {url: 'http://a/b'}\n"), try read("  a: {url: 'http://a/c'}\n"))
    #expect(new.changes(from: old).areChannelsChanged && !new.changes(from: old).isStationChanged)
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
    #expect(home.phases == [.began, .ended, .judged])
    #expect(near.url?.isEncrypted == false && near.url?.revealed.port == 1884 && near.topic.text == "vigil")
    #expect(!"\(file.notify)".contains("canary"))
  }

  @Test(arguments: [
    ("  a: {}\n", "s.yaml:3:3: channel \"a\" has neither a url nor a command"),
    (
      "  a: {command: [light, on]}\n",
      "s.yaml:3:16: command begins with \"light\", which is no path from / on; no folders are searched"
    ),
    (
      "  a: {command: []}\n",
      "s.yaml:3:16: command has no value; write a list: the whole path of a program, then its arguments"
    ),
    (
      "  a: {command: /bin/x, url: 'http://a/b'}\n",
      "s.yaml:3:16: channel \"a\": command has a url beside it; make it a channel of its own"
    ),
    (
      "  a: {command: /bin/x, token: x}\n",
      "s.yaml:3:31: channel \"a\": token is of webhooks only; leave it out"
    ),
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
      "s.yaml:3:32: channel \"a\": user is of brokers of MQTT and mail servers only; leave it out"
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
      "  a: {url: 'smtp://u:p@a'}\n",
      "s.yaml:3:12: url has a user or a password in it; give them by the keys user and password"
    ),
    ("  a: {url: 'smtp://a/x'}\n", "s.yaml:3:12: url has more than a host and a port"),
    (
      "  a: {url: 'smtp://a', from: vigil@b}\n",
      "s.yaml:3:12: channel \"a\": url is that of a mail server, which needs the key to beside it"
    ),
    (
      "  a: {url: 'smtp://a', to: c@d}\n",
      "s.yaml:3:12: channel \"a\": url is that of a mail server, which needs the key from beside it"
    ),
    (
      "  a: {url: 'smtp://a', from: 'Vigil <a@b>', to: c@d}\n",
      "s.yaml:3:30: from is \"Vigil <a@b>\", not an address such as ada@example.org"
    ),
    (
      "  a: {url: 'smtp://a', from: a@b, to: [c@d, \"e@f\\r\\nDATA\"]}\n",
      "s.yaml:3:45: to is \"e@f\r\nDATA\", not an address such as ada@example.org"
    ),
    (
      "  a: {url: 'smtps://a', from: a@b, to: c@d, encryption: required}\n",
      "s.yaml:3:57: channel \"a\": encryption is of no use with smtps://, which is encrypted from the beginning"
    ),
    (
      "  a: {url: 'smtp://a', from: a@b, to: c@d, user: e}\n",
      "s.yaml:3:50: channel \"a\": user has no password beside it"
    ),
    (
      "  a: {url: 'smtp://a', from: a@b, to: c@d, ca_certificate: e, encryption: none}\n",
      "s.yaml:3:60: channel \"a\": ca_certificate is of no use with encryption: none"
    ),
    (
      "  a: {url: 'smtp://a', from: a@b, to: c@d, topic: e}\n",
      "s.yaml:3:51: channel \"a\": topic is of brokers of MQTT only; leave it out"
    ),
    (
      "  a: {url: 'mqtt://a', to: c@d}\n",
      "s.yaml:3:28: channel \"a\": to is of mail only; leave it out"
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

  @Test func `of mail servers are read, with encryption as it suits their place`() throws {
    let file = try read(
      """
        a: {url: 'smtp://mail.example', from: vigil@b.example, to: [c+d@e, f@g.example], user: u, password: "${P}"}
        b: {url: 'smtp://localhost:2525', from: a@b, to: c@d, pictures: false, tell: [began, ended]}
        c: {url: 'smtps://[2001:db8::1]', from: a@b, to: c@d}
        d: {url: 'smtp://mail.example', from: a@b, to: c@d, user: u, password: p, encryption: offered}
        e: {url: 'smtp://127.0.0.1', from: a@b, to: c@d, user: u, password: p, encryption: none}
      """, ["P": "canary"])
    let channels = file.notify
    #expect(channels.allSatisfy { $0.kind == .mail })
    #expect(channels.map(\.mailEncryption) == [.required, .offered, .required, .offered, .none])
    #expect(channels.map(\.revealsPassword) == [false, false, false, true, false])
    #expect(
      channels[0].to.map(\.text) == ["c+d@e", "f@g.example"] && channels[0].from?.domain == "b.example")
    #expect(channels.map(\.hasPictures) == [true, false, true, true, true])
    #expect(channels[0].phases == [.began] && channels[1].phases == [.began, .ended])
    #expect(!"\(file.notify)".contains("canary"))
    let old = try read("  a: {url: 'smtp://a', from: a@b, to: c@d}\n")
    let new = try read("  a: {url: 'smtp://a', from: a@b, to: [c@d, e@f]}\n")
    #expect(new.changes(from: old).areChannelsChanged)
  }

  @Test(arguments: [
    "a", "@b", "a@", "a b@c", "a@b@c", "a@b,c@d", "<a@b>", "\"a b\"@c", "a@b\u{0}", "ä@b", "a@bä", "a..b@c",
    ".a@b",
    "a@b.", "a@[127.0.0.1]", "a@b c", "a@b\nRCPT TO:<c@d>", String(repeating: "a", count: 65) + "@b",
    "a@" + String(repeating: "b", count: 300),
  ])
  func `take no address that could be more than one address`(text: String) {
    #expect(throws: SettingMistake.self) { try MailAddress.read(.text(text)) }
  }

  @Test func `of commands are read, without secrets among the arguments`() throws {
    let file = try read("  a: {command: [/bin/x, 1, '', '$HOME'], tell: [ended]}\n  b: {command: /bin/y}\n")
    #expect(file.notify.map(\.kind) == [.command, .command] && file.notify[0].phases == [.ended])
    #expect(file.notify[0].command?.arguments == ["/bin/x", "1", "", "$HOME"])
    #expect(file.notify[1].command?.arguments == ["/bin/y"])
    #expect(file.notify[1].phases == [.began, .ended, .judged])
    do throws(StationFileMistakes) {
      _ = try read("  a: {command: [/bin/x, '${T}']}\n", ["T": "canary"])
      Issue.record("a secret was taken")
    } catch {
      #expect(error.message.hasPrefix("s.yaml:3:25: command refers to a name by ${…}; only user"))
    }
  }

  @Test func `tell why a command cannot be run here`() throws {
    func obstacle(_ command: String) throws -> String? {
      try read("  a: {command: \(command)}\n").notify[0].command?.obstacle
    }
    #expect(try obstacle("/bin/sh") == nil)
    #expect(try obstacle("[/bin/no such, x]") == "there is no program /bin/no such")
    #expect(
      try obstacle("/bin/sh -c x")
        == "there is no program /bin/sh -c x; write program and arguments as a list")
    #expect(try obstacle("/bin") == "/bin is a folder, not a program")
    #expect(try obstacle("/etc/passwd") == "/etc/passwd may not be run; make it executable by chmod +x")
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
