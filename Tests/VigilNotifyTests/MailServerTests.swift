import Foundation
import Testing
import VigilCore
import VigilNotify
import VigilStationConfiguration
import VigilStore
import VigilTestSupport

@Suite(
  .ownThread, .timeLimit(.minutes(15)),
  .enabled(if: MailSink.isInstalled, "python3-aiosmtpd is not installed"))
struct `Servers of mail` {
  private let post: MailBench
  private var bench: NotifyBench { post.bench }
  init() throws { post = try MailBench() }

  @Test(arguments: [
    ("data451", "unavailable", "does not take mail now (451) 451 4.0.0 not this"),
    ("data554", "refused", "refuses the mail (554) 554 4.0.0 not this"),
    ("mail451", "unavailable", "does not take mail now (451)"),
    ("mail550", "refused", "refuses the mail (550)"),
    ("nobody", "refused", "refuses a recipient (550) bob@example.org (550 5.1.1 nobody)"),
    (
      "allbusy", "unavailable",
      "does not take mail for a recipient (450) now bob@example.org (450 4.2.0 all busy)"
    ),
    ("421", "unavailable", "421"), ("hang", "unavailable", "no answer in time"),
    ("deaf", "unavailable", "no answer in time"), ("cut", "unavailable", "cut"), ("close", "unavailable", ""),
    ("garbage", "unavailable", ""), ("endless", "unavailable", ""), ("stay", "delivered", ""),
  ])
  func `fare as the server says`(mode: String, outcome: String, reason: String) throws {
    let sink = try MailSink(mode)
    let start = Clocks.machine.now()
    let found = try post.deliver(post.lines(sink, "timeout: 3s"))
    #expect(Clocks.machine.now() - start < 60)
    switch found {
    case .delivered: #expect(outcome == "delivered")
    case .refused(let said), .unavailable(let said, nil):
      #expect(outcome == (found.isRefused ? "refused" : "unavailable"))
      #expect(reason.isEmpty || "\(said.text) \(said.detail)".contains(reason), "\(said)")
      #expect(said.text.hasPrefix("127.0.0.1"), "\(said)")
      // Whom it is for and what the server answered are for the log only.
      for word in ["@", "4.", "5.", "not this", "nobody", "busy"] {
        #expect(!said.text.dropFirst("127.0.0.1".count).contains(word), "\(said)")
      }
    default: Issue.record("\(found)")
    }
    #expect(sink.mails.count { $0.taken } == (outcome == "delivered" ? 1 : 0))
  }

  @Test(arguments: ["login535", "login454", "wrong", "530"])
  func `say that a login is refused, without user and password, and wait long`(mode: String) throws {
    let sink = try MailSink(mode, encryption: .starttls)
    let found = try post.deliver(
      post.lines(sink, post.login(sink, password: mode == "wrong" ? "canary" : MailSink.password)))
    guard case .unavailable(let reason, let pause) = found else {
      Issue.record("\(found)")
      return
    }
    #expect(pause == (mode == "login454" ? nil : 900))
    #expect(
      reason.text.contains("login")
        && ["canary", "p@ss", "ada"].allSatisfy { !reason.text.contains($0) && !reason.detail.contains($0) })
    #expect(sink.mails.isEmpty)
  }

  @Test func `are not sent without the encryption that is required, nor to another's certificate`() throws {
    let plain = try MailSink()
    guard case .unavailable(let reason, nil) = try post.deliver(post.lines(plain, "encryption: required"))
    else {
      Issue.record("sent")
      return
    }
    #expect(reason.text.contains("STARTTLS") && plain.mails.isEmpty)
    // On the same machine it need not be, unless it is asked for.
    #expect(try post.deliver(post.lines(plain)) == .delivered)
    let secure = try MailSink(encryption: .starttls)
    for more in ["encryption: required", "encryption: offered"] {
      guard case .unavailable(let reason, nil) = try post.deliver(post.lines(secure, more)) else {
        Issue.record("sent")
        return
      }
      #expect(reason.text.contains("certificate is not trusted"))
    }
    #expect(secure.mails.isEmpty)
    #expect(try post.deliver(post.lines(secure, "ca_certificate: \(secure.authority)")) == .delivered)
    #expect(try post.deliver(post.lines(secure, "encryption: none")) == .delivered)
    #expect(secure.mails.map(\.isEncrypted) == [true, false])
  }

  @Test func `reach those whom the server takes, once, and tell of those whom it does not`() async throws {
    let sink = try MailSink("busy")
    let to = "gone@example.org, bob@example.org, busy@example.org, lost@example.org"
    let settings = try NotifyBench.channel(post.lines(sink, to: to))
    let mail = try #require(Mail(settings, station: "yard", pictures: PictureShelf()))
    var message = post.message()
    guard case .deferred(let reason, let reached) = mail.deliver(message, stop: StopRequest()) else {
      Issue.record("not deferred")
      return
    }
    #expect(reason.text == "127.0.0.1 does not take mail for a recipient (450) now")
    #expect(reason.detail == "busy@example.org (450 4.2.0 come again)")
    #expect(reached == ["bob@example.org", "lost@example.org"])
    message.reached = reached
    // A connection that ends before all were named says nothing of those who were not.
    try sink.set("leave")
    guard case .unavailable = mail.deliver(message, stop: StopRequest()) else {
      Issue.record("not unavailable")
      return
    }
    // Only those who do not have it are tried again.
    try sink.set("ok")
    #expect(mail.deliver(message, stop: StopRequest()) == .delivered)
    #expect(
      sink.mails.map(\.recipients.count) == [2, 2]
        && sink.mails[1].recipients == ["gone@example.org", "busy@example.org"])
    // What nobody can do anything about does not keep the others waiting, and is told.
    try sink.set("gone")
    let store = try bench.open([OutboxRoute(channel: "phone", phases: [.began])])
    try store.put(.sample(5))
    try await bench.delivering(by: mail, nil, from: store) {
      try await bench.until("the message is gone") { try store.outboxCount(of: "phone").waiting == 0 }
      try sink.set("ok")
      try store.put(.sample(6))
      try await bench.until("the next is gone") { try store.outboxCount(of: "phone").waiting == 0 }
      try await bench.until("all are reached again") { bench.reports.count == 2 }
    }
    #expect(
      bench.reports == [
        .incomplete(
          "phone",
          reason: NotifyReason(
            "127.0.0.1 refuses 2 recipients (550)",
            detail: "gone@example.org (550 5.1.1 no such user); lost@example.org (550 5.1.1 no such user)")),
        .recovered("phone"),
      ])
    #expect(sink.mails.map(\.recipients.count) == [2, 2, 2, 4])
    #expect(try store.outboxCount(of: "phone").lost == 0)
  }

  @Test func `come once to each, while others are put off and the event goes on, over restarts`() async throws
  {
    let sink = try MailSink("busy")
    let settings = try NotifyBench.channel(post.lines(sink, to: "bob@example.org, busy@example.org"))
    let routes = [OutboxRoute(channel: "phone", phases: [.began])]
    var attempts = 0
    for round in 0..<2 {
      let store = try bench.open(routes)
      if round == 0 { try store.put(.sample(1)) }
      let mail = try #require(Mail(settings, station: "yard", pictures: PictureShelf()))
      try await bench.delivering(by: mail, nil, from: store) {
        for revision in 2...4 {
          // The restart has closed it.
          try store.put(
            .sample(1, revision: round * 10 + revision, state: round == 0 ? .open : .interrupted))
          try await bench.until("it is put off again, and due") {
            guard let waiting = try store.nextMessage(to: "phone"), waiting.attempts > attempts else {
              return false
            }
            attempts = waiting.attempts
            return true
          }
        }
        guard round == 1 else { return }
        try sink.set("ok")
        try await bench.until("all have it") { try store.outboxCount(of: "phone").waiting == 0 }
      }
      try store.close()
    }
    #expect(sink.mails.map(\.recipients) == [["bob@example.org"], ["busy@example.org"]])
    #expect(Set(sink.mails.map { $0.value("Message-ID") }).count == 1)
  }

  @Test func `wait while the server is away, and each arrives once or twice when it is back`() async throws {
    let sink = try MailSink("taken")
    let settings = try NotifyBench.channel(post.lines(sink))
    let mail = try #require(Mail(settings, station: "yard", pictures: PictureShelf()))
    let store = try bench.open([OutboxRoute(channel: "phone", phases: [.began])])
    try store.put(.sample(0))
    try await bench.delivering(by: mail, nil, from: store) {
      try await bench.until("a mail is taken, and nobody hears of it") { !sink.mails.isEmpty }
      sink.kill()
      for number in 1..<10 { try store.put(.sample(number)) }
      try await bench.until("a report of the failure") { !bench.reports.isEmpty }
      #expect(try store.outboxCount(of: "phone").waiting == 10)
      try sink.set("ok")
      try sink.start()
      try await bench.until("all are gone") { try store.outboxCount(of: "phone").waiting == 0 }
    }
    let ids = Dictionary(grouping: sink.mails.filter(\.taken)) { $0.value("Message-ID") }
    #expect(ids.count == 10 && ids.values.allSatisfy { $0.count <= 2 || $0[0].mode == "taken" })
    #expect(bench.reports.count == 2 && bench.reports.last == .recovered("phone"))
  }

  @Test(arguments: ["hang", "deaf", "stay"]) func `are given up at once when the station ends`(mode: String)
    async throws
  {
    let sink = try MailSink(mode)
    let (mail, stop, message) = (
      try post.mail(post.lines(sink, "timeout: 60s")), StopRequest(), post.message()
    )
    let start = Clocks.machine.now()
    let delivery = Task.detached { mail.deliver(message, stop: stop) }
    if mode != "deaf" { try await bench.until("the mail is there") { !sink.mails.isEmpty } }
    stop.request()
    let outcome = await delivery.value
    // The server may just have taken it.
    #expect(outcome == .unavailable("the station stops") || mode == "stay" && outcome == .delivered)
    #expect(Clocks.machine.now() - start < 50)
  }
}
