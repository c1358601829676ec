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
struct `Messages by mail` {
  private let post: MailBench
  private var bench: NotifyBench { post.bench }
  init() throws { post = try MailBench() }

  /// Not a picture, but bytes of every kind, with lines that mean something to a mail server.
  private static let picture =
    Data("\u{ff}\r\n.\r\nQUIT\r\n--\r\n".utf8) + Data((0..<200_000).map { UInt8($0 % 251) })

  @Test(arguments: [MailSink.Encryption.starttls, .implicit])
  func `go over an encrypted connection, after a login, with the picture in them`(
    encryption: MailSink.Encryption
  ) throws {
    let sink = try MailSink(encryption: encryption)
    let shelf = PictureShelf()
    shelf.put(Self.picture, of: StoredEvent.sample(1).id)
    let more = post.login(sink) + (encryption == .starttls ? "\nencryption: required" : "")
    let lines = post.lines(
      sink, scheme: encryption == .implicit ? "smtps" : "smtp", more, to: "bob@example.org, eve@example.org")
    #expect(try post.mail(lines, pictures: shelf).deliver(post.message(), stop: StopRequest()) == .delivered)
    let mail = try #require(sink.mails.first)
    #expect(sink.mails.count == 1 && mail.isEncrypted && mail.user == "ada")
    #expect(mail.sender == "vigil@example.net" && mail.recipients == ["bob@example.org", "eve@example.org"])
    #expect(mail.defects.isEmpty && mail.longestLine <= 90, "\(mail.defects)")
    #expect(mail.value("From") == "Vigil yard <vigil@example.net>")
    #expect(mail.value("To") == "bob@example.org, eve@example.org")
    #expect(mail.value("Subject").hasPrefix("gate: alarm, 2026-09-21 "))
    #expect(mail.value("Auto-Submitted") == "auto-generated" && mail.value("MIME-Version") == "1.0")
    let script = """
      import email.utils, sys, time
      print(abs(time.time() - email.utils.parsedate_to_datetime(sys.argv[1]).timestamp()) < 300, end='')
      """
    #expect(try CommandLineTool.run("python3", ["-c", script, mail.value("Date")]) == "True")
    #expect(
      mail.parts.map(\.type) == [
        "multipart/alternative", "text/plain", "multipart/related", "text/html", "image/jpeg",
      ])
    #expect(mail.parts[1].text.hasPrefix("gate: alarm\r\nsince 2026-09-21 "))
    #expect(mail.parts[1].text.contains("the threshold is provisional\r\n"))
    #expect(mail.parts[3].text.contains("<img src=\"cid:picture\""))
    let picture = mail.parts[4]
    #expect(picture.id == "<picture>" && picture.disposition == "inline" && picture.content == Self.picture)
  }

  @Test func `about one event are one conversation, and each is the same whenever it is sent`() throws {
    let sink = try MailSink()
    let mail = try post.mail(post.lines(sink))
    var event = StoredEvent.sample(1)
    for (phase, revision) in [(MessagePhase.began, 1), (.began, 1), (.ended, 4)] {
      if phase == .ended { event.state = .ended }
      #expect(mail.deliver(post.message(event, phase, revision: revision), stop: StopRequest()) == .delivered)
    }
    let mails = sink.mails
    try #require(mails.count == 3)
    let ids = mails.map { $0.value("Message-ID") }
    #expect(ids[0] == ids[1] && ids[0] != ids[2] && ids[0].hasSuffix("@example.net>"))
    let root = mails[0].value("References")
    #expect(!root.isEmpty && root != ids[0] && mails[0].values("In-Reply-To").isEmpty)
    #expect(mails[2].value("In-Reply-To") == ids[0] && mails[2].value("References") == "\(root) \(ids[0])")
    #expect(mails[0].value("Subject") == mails[2].value("Subject"))
    #expect(mails[2].parts[1].text.hasPrefix("gate: alarm over\r\n"))
    // Another event is another conversation.
    #expect(mail.deliver(post.message(.sample(2)), stop: StopRequest()) == .delivered)
    #expect(
      sink.mails[3].value("References") != root && sink.mails[3].value("Subject") != mails[0].value("Subject")
    )
    #expect(
      mails.allSatisfy { $0.parts.map(\.type) == ["multipart/alternative", "text/plain", "text/html"] })
  }

  @Test(arguments: [
    "gate\r\nBcc: mallory@example.org\r\n\r\nhello", "gate\r\n.\r\nQUIT\r\n",
    "\"gate\" <mallory@example.org>,",
    "Tür \u{202e}für Köln 門", "=?utf-8?q?gate=0d=0aBcc:_mallory?=", "<script>alert(1)</script>&amp;",
    String(repeating: "x", count: 2000), String(repeating: "門", count: 2000),
    String(repeating: "\u{1F6AA}", count: 700),
    "\u{0}\u{7f}\u{2028}",
  ])
  func `have one subject and the same fields, whatever a camera is called`(name: String) throws {
    let sink = try MailSink()
    let mail = try #require(
      Mail(
        try NotifyBench.channel(post.lines(sink)), station: String(name.prefix(60)), pictures: PictureShelf())
    )
    #expect(mail.deliver(post.message(.sample(1, camera: name)), stop: StopRequest()) == .delivered)
    let found = try #require(sink.mails.first)
    #expect(sink.mails.count == 1 && found.recipients == ["bob@example.org"])
    let names = [
      "Date", "From", "To", "Subject", "Message-ID", "References", "Auto-Submitted", "Content-Type",
      "MIME-Version",
    ]
    #expect(found.fields.map { $0[0].lowercased() }.sorted() == names.map { $0.lowercased() }.sorted())
    #expect(found.defects.isEmpty && found.longestLine <= 90, "\(found.defects) \(found.longestLine)")
    let subject = found.value("Subject")
    #expect(subject.contains(": alarm, 2026-09-21 ") && subject.unicodeScalars.allSatisfy { $0.value >= 32 })
    if name.contains("門") || name.contains("\u{1F6AA}") { #expect(subject.hasPrefix(String(name.prefix(3)))) }
    #expect(found.value("From").hasSuffix("<vigil@example.net>"))
    #expect(!found.parts[2].text.contains("<script>"))
  }

  @Test func `have the picture of before a restart, wait for one that is being made, and go without`()
    async throws
  {
    let sink = try MailSink()
    let lines = post.lines(sink)
    let store = try bench.open([])
    var old = StoredEvent.sample(1)
    try store.put(old)
    let path = "2026-09-21/picture.jpg"
    let file = store.folder.appending(path: path)
    try FileManager.default.createDirectory(
      at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
    try Self.picture.write(to: file)
    _ = try store.add(
      StoredFile(
        camera: "gate", kind: .picture, event: old.id, path: path, bytes: Int64(Self.picture.count),
        start: old.start,
        end: old.start, isFinished: true))
    let shelf = PictureShelf()
    shelf.look(in: store)
    (old.state, old.revision) = (.ended, 2)
    let mail = try post.mail(lines, pictures: shelf)
    #expect(mail.deliver(post.message(old, .ended, revision: 2), stop: StopRequest()) == .delivered)
    #expect(sink.mails[0].parts.last?.content == Self.picture)
    // One that has just begun.
    var new = StoredEvent.sample(2)
    (new.start, new.end) = (Date(), Date())
    let begun = post.message(new)
    let delivery = Task.detached { mail.deliver(begun, stop: StopRequest()) }
    shelf.put(Data([1, 2, 3]), of: new.id)
    #expect(await delivery.value == .delivered)
    #expect(sink.mails[1].parts.last?.content == Data([1, 2, 3]))
    #expect(mail.deliver(post.message(.sample(3)), stop: StopRequest()) == .delivered)
    #expect(sink.mails[2].parts.count == 3)
    let without = try post.mail(lines + "\npictures: false", pictures: shelf)
    #expect(
      without.deliver(post.message(new), stop: StopRequest()) == .delivered && sink.mails[3].parts.count == 3)
  }

  @Test func `are sent by a station's notifier, with pictures as they come, beside a command`() async throws {
    let sink = try MailSink()
    let phone = post.lines(sink).split(separator: "\n").map { "\n    \($0)" }.joined()
    let text =
      "cameras: {gate: {source: a.mp4}}\nnotify:\n  phone:\(phone)\n"
      + "  files: {command: [/usr/bin/tee, '\(bench.folder.path("told"))']}\n"
    let notifier = Notifier(try StationFile(text: text, name: "s.yaml").notify, station: "yard")
    let store = try bench.open(notifier.routes)
    let event = StoredEvent.sample(1)
    notifier.show(Self.picture, of: event)
    try store.put(event)
    let stop = StopRequest()
    let running = Task { await notifier.run(store, stop: stop, command: { _ in }, report: { _ in }) }
    try await bench.until("both are told") {
      try ["phone", "files"].allSatisfy { try store.outboxCount(of: $0).waiting == 0 }
    }
    stop.request()
    await running.value
    #expect(sink.mails.count == 1 && sink.mails[0].parts.last?.content == Self.picture)
    let told = try String(contentsOf: bench.folder.appending("told"), encoding: .utf8)
    #expect(told.contains(event.id.uuidString.lowercased()))
  }
}
