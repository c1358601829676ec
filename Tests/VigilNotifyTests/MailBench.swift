import Foundation
import Testing
import VigilCore
import VigilNotify
import VigilStationConfiguration
import VigilStore
import VigilTestSupport

/// Channels of mail to a server of a test.
struct MailBench {
  let bench: NotifyBench

  init() throws { bench = try NotifyBench() }

  /// The lines of a channel.
  func lines(
    _ sink: MailSink, scheme: String = "smtp", _ more: String = "", to: String = "bob@example.org"
  ) -> String {
    "url: \(scheme)://127.0.0.1:\(sink.port)\nfrom: vigil@example.net\nto: [\(to)]\n\(more)"
  }

  func login(_ sink: MailSink, password: String = MailSink.password) -> String {
    "user: \(MailSink.user)\npassword: \(password)\nca_certificate: \(sink.authority)"
  }

  func message(
    _ event: StoredEvent = .sample(1), _ phase: MessagePhase = .began, revision: Int = 1
  ) -> OutboxMessage {
    OutboxMessage(
      id: 1, channel: "phone", subject: "event-\(event.id.uuidString.lowercased())", phase: phase,
      revision: revision, content: .event(event))
  }

  func mail(_ lines: String, pictures: PictureShelf = PictureShelf()) throws -> Mail {
    try #require(Mail(try NotifyBench.channel(lines), station: "yard", pictures: pictures))
  }

  func deliver(_ lines: String, _ message: OutboxMessage? = nil) throws -> DeliveryOutcome {
    try mail(lines).deliver(message ?? self.message(), stop: StopRequest())
  }
}
