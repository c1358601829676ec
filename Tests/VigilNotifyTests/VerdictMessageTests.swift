import Foundation
import Testing
import VigilNotify
import VigilStationConfiguration
import VigilStore

@Suite struct `A message with a verdict` {
  private func message(
    _ text: String, _ kind: EventVerdict.Kind = .falseAlarm, phase: MessagePhase = .judged
  ) -> OutboxMessage {
    var event = StoredEvent.sample(1)
    (event.state, event.revision) = (.ended, 3)
    event.verdict = EventVerdict(
      kind, confidence: kind == .failed ? nil : 0.914, text: text, by: "check",
      at: Date(timeIntervalSince1970: 1_790_000_500), seconds: 1.25)
    return OutboxMessage(
      id: 1, channel: "phone", subject: "event-1", phase: phase, revision: 3, content: .event(event))
  }

  private func body(_ channel: String, _ message: OutboxMessage) throws -> String {
    let webhook = try #require(Webhook(try NotifyBench.channel(channel), station: "yard"))
    return String(decoding: webhook.body(of: message), as: UTF8.self)
  }

  @Test func `has all of it for programs, and says it to people in a line`() throws {
    let json = try body("url: http://a.example/x", message("a cat"))
    #expect(json.contains(#""type":"vigil.event.judged""#))
    #expect(
      json.contains(
        #""verdict":{"at":"2026-09-21T14:21:40.000Z","by":"check","confidence":0.914,"seconds":1.25,"text":"a cat","verdict":"false"}"#
      ))
    #expect(json.contains("alarm, judged false\"") && json.contains("; check says false (0.91): a cat"))
    let failed = try body("url: http://a.example/x", message("it ended with status 3", .failed))
    #expect(failed.contains("not judged") && failed.contains("check could not judge it: it ended with"))
    // Told with the end where that had to wait.
    let late = try body("url: http://a.example/x", message("a cat", phase: .ended))
    #expect(late.contains("alarm over\"") && late.contains("check says false"))
  }

  @Test func `takes the place of the one before at ntfy without a sound`() throws {
    let channel = "url: http://a.example/topic\npreset: ntfy"
    let quiet = try body(channel, message("a cat"))
    #expect(quiet.contains(#""priority":2"#) && quiet.contains(#""sequence_id":"event-1""#))
    #expect(try !body(channel, message("a cat", phase: .ended)).contains("priority"))
  }

  @Test(arguments: `The body of a message`.channels) func `is one object whatever the words are`(
    channel: String
  ) throws {
    for words in `The body of a message`.hostile {
      let text = try body(channel, message(words))
      #expect(text.utf8.count < 20_000, "\(text.utf8.count) bytes")
      _ = try JSONSerialization.jsonObject(with: Data(text.utf8))
      for mark in ["\u{202E}", "\u{1B}", "\u{0}"] { #expect(!text.contains(mark), "\(words.prefix(30))") }
      #expect(!channel.contains("slack") || !text.contains("<!channel>"))
    }
  }
}
