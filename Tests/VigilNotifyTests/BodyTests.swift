import Foundation
import Testing
import VigilNotify
import VigilStationConfiguration
import VigilStore

@Suite struct `The body of a message` {
  static let hostile = [
    #"gate", "admin": true, "x": ""#, #"gate\"#, "gate\n\n{title}", "{message}{camera}",
    "</script><b>gate</b>",
    "<!channel> <http://evil.example|gate>", "@everyone [gate](http://evil.example) **x**",
    "gate\u{202E}etag",
    "\u{0}\u{7}\u{1B}[31mgate", String(repeating: "g", count: 5000),
    "g" + String(repeating: "\u{301}", count: 5000), "👩‍👩‍👧", "日本語", "gate\r\nwebhook-id: other",
  ]

  static let channels = [
    "url: http://a.example/x", "url: http://a.example/topic\npreset: ntfy",
    "url: http://a.example/message\npreset: gotify", "url: http://a.example/x\npreset: slack",
    "url: http://a.example/x\npreset: discord", "url: http://a.example/bot1/x?chat_id=-12\npreset: telegram",
    #"url: http://a.example/x\nbody: '{"a": ["{camera}", {"b": "{title}: {message}", "c": "{score}"}]}'"#
      .replacing(#"\n"#, with: "\n"),
  ]

  private func message(_ camera: String, notice: Bool) -> OutboxMessage {
    let start = Date(timeIntervalSince1970: 1_790_000_400)
    let content: MessageContent =
      notice
      ? .notice(CameraNotice(id: 1, camera: camera, kind: "offline", message: camera, start: start))
      : .event(.sample(1, camera: camera))
    return OutboxMessage(
      id: 1, channel: "phone", subject: notice ? "notice-1-1" : "event-1", phase: .began, revision: 1,
      content: content)
  }

  /// The names and kinds of all that is in a JSON text, without its texts.
  private func shape(_ value: Any) -> String {
    switch value {
    case let object as [String: Any]:
      "{" + object.sorted { $0.key < $1.key }.map { "\($0.key):\(shape($0.value))" }.joined(separator: ",")
        + "}"
    case let list as [Any]: "[" + list.map(shape).joined(separator: ",") + "]"
    case is String: "text"
    default: "\(value)"
    }
  }

  @Test(arguments: channels) func `has the same shape whatever a camera is called, and one line a value`(
    channel: String
  ) throws {
    let webhook = try #require(Webhook(try NotifyBench.channel(channel), station: "yard"))
    for isNotice in [false, true] {
      func parsed(_ camera: String) throws -> Any {
        let body = webhook.body(of: message(camera, notice: isNotice))
        #expect(body.count < 20_000, "\(body.count) bytes for \(camera.prefix(40))")
        return try JSONSerialization.jsonObject(with: Data(body))
      }
      let expected = shape(try parsed("gate"))
      for name in Self.hostile {
        let found = try parsed(name)
        #expect(shape(found) == expected, "\(name.prefix(40))")
        let text = "\(found)"
        #expect(!text.contains("\u{202E}") && !text.contains("\u{1B}") && !text.contains("\u{0}"))
      }
    }
  }

  private func text(_ channel: String, _ camera: String) throws -> String {
    let webhook = try #require(Webhook(try NotifyBench.channel(channel), station: "yard"))
    return String(decoding: webhook.body(of: message(camera, notice: false)), as: UTF8.self)
  }

  @Test func `lets no name call people or make links`() throws {
    let slack = try text(Self.channels[3], "<!channel> <http://evil.example|gate>")
    #expect(slack.contains("&lt;!channel&gt;") && !slack.contains("<"))
    let discord = try text(Self.channels[4], "@everyone [gate](http://evil.example)")
    #expect(discord.contains(#""allowed_mentions":{"parse":[]}"#))
    #expect(discord.contains(#"\\@everyone \\[gate\\]\\(http\\://evil.example\\)"#))
  }

  @Test func `is what services want`() throws {
    let ntfy = try text(Self.channels[1], "gate")
    #expect(ntfy.contains(#""topic":"topic""#) && ntfy.contains(#""sequence_id":"event-1""#))
    #expect(ntfy.contains(#""title":"gate: alarm""#) && ntfy.contains("score 0.81 (threshold 0.50)"))
    #expect(try text(Self.channels[2], "gate").contains(#""priority":8"#))
    let telegram = try text(Self.channels[5], "gate")
    #expect(telegram.contains(#""chat_id":"-12""#) && telegram.contains(#"gate: alarm\nsince "#))
    #expect(try text(Self.channels[6], "gate").contains(#""c":0.81"#))
  }

  @Test(arguments: [
    ("{camera}", "is not JSON"), ("[", "is not JSON"), (#"{"a": "{camrea}"}"#, "did you mean \"camera\"?"),
    ("[\"\(String(repeating: "x", count: 9000))\"]", "longer than 8192"),
  ])
  func `is refused with a reason if its template is wrong`(template: String, reason: String) {
    let mistake = #expect(throws: SettingMistake.self) { try BodyTemplate(template) }
    #expect(mistake?.reason.contains(reason) == true, "\(mistake?.reason ?? "")")
  }
}
