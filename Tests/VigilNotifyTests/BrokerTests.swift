import Foundation
import Testing
import VigilCore
import VigilNotify
import VigilStationConfiguration
import VigilStore
import VigilTestSupport

@Suite(
  .ownThread, .timeLimit(.minutes(15)),
  .enabled(if: MosquittoBroker.isInstalled, "mosquitto and mosquitto-clients are not installed"))
struct `Messages to a broker` {
  private let bench: NotifyBench
  init() throws { bench = try NotifyBench() }

  private static let routes = [OutboxRoute(channel: "phone")]

  /// The ids of events in messages, with how often each came.
  private func events(_ subscriber: MosquittoBroker.Subscriber) throws -> [String: Int] {
    var found: [String: Int] = [:]
    for message in subscriber.messages where message.topic.hasSuffix("/event") {
      found[try facts(message)["subject"] as? String ?? "", default: 0] += 1
    }
    return found
  }

  private func facts(_ message: MosquittoBroker.Subscriber.Message) throws -> [String: Any] {
    let body = try #require(try JSONSerialization.jsonObject(with: message.payload) as? [String: Any])
    return try #require(body["data"] as? [String: Any])
  }

  @Test func `say all there is, and go when the broker has acknowledged them`() async throws {
    let broker = try MosquittoBroker()
    let subscriber = try broker.subscribe(to: "#")
    let store = try bench.open(Self.routes)
    try store.put(.sample(1))
    let settings = try NotifyBench.channel("url: mqtt://127.0.0.1:\(broker.port)")
    try await bench.delivering(settings, from: store) {
      try await bench.until("the message is gone") { try store.outboxCount(of: "phone").waiting == 0 }
      try await bench.until("it has come") { try events(subscriber).count == 1 }
      #expect(subscriber.messages(at: "vigil/yard/availability").last?.text == "online")
    }
    let message = try #require(subscriber.messages(at: "vigil/yard/gate/event").first)
    let (data, body) = (try facts(message), message.text)
    #expect(data["station"] as? String == "yard" && data["camera"] as? String == "gate")
    #expect(body.contains("vigil.event.began") && body.contains(#""peakScore":0.8125"#))
    try await bench.until("the station's end is told") {
      subscriber.messages(at: "vigil/yard/availability").last?.text == "offline"
    }
    #expect(bench.reports.isEmpty)
  }

  @Test func `wait while the broker is away, and each arrives when it is back`() async throws {
    let broker = try MosquittoBroker()
    let subscriber = try broker.subscribe(to: "vigil/#")
    let store = try bench.open(Self.routes)
    let settings = try NotifyBench.channel("url: mqtt://127.0.0.1:\(broker.port)\ntopic: vigil")
    try await bench.delivering(settings, from: store) {
      try await bench.until("a connection") { !subscriber.messages(at: "vigil/yard/availability").isEmpty }
      for round in 0..<3 {
        broker.kill()
        for number in 0..<20 { try store.put(.sample(round * 20 + number)) }
        try await bench.until("a report of the failure") {
          if case .failing = bench.reports.last { true } else { false }
        }
        #expect(try store.outboxCount(of: "phone").waiting == 20)
        try broker.start()
        try await bench.until("all are gone") { try store.outboxCount(of: "phone").waiting == 0 }
        try await bench.until("all have come") { try events(subscriber).count == (round + 1) * 20 }
      }
    }
    let found = try events(subscriber)
    #expect(found.count == 60 && found.values.allSatisfy { (1...2).contains($0) }, "\(found)")
    guard case .failing("phone", let reason) = bench.reports.first else {
      Issue.record("\(bench.reports)")
      return
    }
    #expect(
      ["127.0.0.1: connection refused", "127.0.0.1: the connection was cut"].contains(reason), "\(reason)")
    // One line when it goes and one when it is back, however often it was tried.
    #expect(bench.reports.count == 6 && bench.reports.last == .recovered("phone"))
    #expect(try store.outboxCount(of: "phone").lost == 0)
  }

  @Test func `arrive when the broker ends before it has acknowledged them`() async throws {
    let broker = try MosquittoBroker()
    let subscriber = try broker.subscribe(to: "vigil/#")
    let store = try bench.open(Self.routes)
    let settings = try NotifyBench.channel("url: mqtt://127.0.0.1:\(broker.port)\ntimeout: 1s")
    try await bench.delivering(settings, from: store) {
      try await bench.until("a connection") { !subscriber.messages(at: "vigil/yard/availability").isEmpty }
      broker.freeze()
      try store.put(.sample(1))
      try await bench.until("a report that nobody acknowledges") {
        bench.reports.contains(
          .failing("phone", reason: "127.0.0.1: the broker does not acknowledge messages"))
      }
      broker.kill()
      #expect(try store.outboxCount(of: "phone").waiting == 1)
      try broker.start()
      try await bench.until("it has come") { try events(subscriber).count == 1 }
      try await bench.until("it is gone") { try store.outboxCount(of: "phone").waiting == 0 }
    }
  }

  @Test func `arrive at least once however often the connection is cut before they are acknowledged`()
    async throws
  {
    let broker = try MosquittoBroker()
    let proxy = try MQTTProxy(before: broker, cuts: 3)
    let subscriber = try broker.subscribe(to: "vigil/#")
    let store = try bench.open(Self.routes)
    for number in 0..<10 { try store.put(.sample(number)) }
    let settings = try NotifyBench.channel("url: mqtt://127.0.0.1:\(proxy.port)")
    try await bench.delivering(settings, from: store) {
      try await bench.until("all are gone") { try store.outboxCount(of: "phone").waiting == 0 }
      try await bench.until("all have come") { try events(subscriber).count == 10 }
    }
    let found = try events(subscriber)
    // The broker had those whose acknowledgement was lost: they came twice, and are known by their ids.
    #expect(found.values.reduce(0, +) == 13, "\(found)")
    #expect(try store.outboxCount(of: "phone").lost == 0)
    #expect(bench.reports.last == .recovered("phone"))
  }

  @Test func `arrive over another connection when the broker acknowledges nothing of what it is to keep`()
    async throws
  {
    let broker = try MosquittoBroker()
    let proxy = try MQTTProxy(before: broker, silent: 1)
    let subscriber = try broker.subscribe(to: "vigil/#")
    let store = try bench.open(Self.routes)
    let settings = try NotifyBench.channel("url: mqtt://127.0.0.1:\(proxy.port)\ntimeout: 5s")
    try await bench.delivering(settings, from: store) {
      try await bench.until("a connection") { !subscriber.messages(at: "vigil/yard/availability").isEmpty }
      try await bench.until("it is back") { bench.reports.last == .recovered("phone") }
      try store.put(.sample(1))
      try await bench.until("it is gone") { try store.outboxCount(of: "phone").waiting == 0 }
    }
    #expect(
      bench.reports == [
        .failing("phone", reason: "127.0.0.1: the broker does not acknowledge messages"),
        .recovered("phone"),
      ])
  }

  @Test(arguments: [
    "a/b", "a/+/#", "$SYS", "#", "+", "日本語", "a \"b\\", String(repeating: "x", count: 300),
  ])
  func `of a camera with any name come at one topic of the station's own`(camera: String) async throws {
    let broker = try MosquittoBroker()
    let subscriber = try broker.subscribe(to: "#", "$SYS/yard/#")
    let store = try bench.open(Self.routes)
    try store.put(.sample(1, camera: camera))
    try store.put(.sample(2, camera: camera + "x"))
    let settings = try NotifyBench.channel("url: mqtt://127.0.0.1:\(broker.port)")
    try await bench.delivering(settings, from: store) {
      try await bench.until("both have come") { try events(subscriber).count == 2 }
    }
    let found = subscriber.messages.filter { $0.topic.hasSuffix("event") }
    #expect(Set(found.map(\.topic)).count == 2, "two cameras share a topic")
    for message in found {
      #expect(
        message.topic.wholeMatch(of: /vigil\/yard\/[A-Za-z0-9_-]{1,80}\/event/) != nil, "\(message.topic)")
      #expect(try facts(message)["camera"] as? String != nil)
    }
  }

  // MARK: What keeps a station from a broker

  /// The one line that a channel's failure is told by.
  private func failure(_ lines: String) async throws -> String {
    let store = try bench.open(Self.routes)
    let settings = try NotifyBench.channel(lines)
    try await bench.delivering(settings, from: store) {
      // There is no message: who is not there is told of all the same.
      try await bench.until("a report") { !bench.reports.isEmpty }
      try await Task.sleep(for: .seconds(3))
    }
    #expect(bench.reports.count == 1, "\(bench.reports)")
    guard case .failing("phone", let reason) = bench.reports.first else { return "\(bench.reports)" }
    return reason.text
  }

  @Test func `name a broker that is not there`() async throws {
    let broker = try MosquittoBroker()
    broker.kill()
    #expect(try await failure("url: mqtt://127.0.0.1:\(broker.port)") == "127.0.0.1: connection refused")
  }

  @Test func `name a host that nobody knows`() async throws {
    let reason = try await failure("url: mqtt://nobody.invalid")
    #expect(reason == "nobody.invalid: the host is not known")
  }

  @Test func `name a broker that says nothing`() async throws {
    let broker = try MosquittoBroker()
    broker.freeze()
    defer { broker.thaw() }
    let reason = try await failure("url: mqtt://127.0.0.1:\(broker.port)\ntimeout: 1s")
    #expect(reason == "127.0.0.1: no answer in time")
  }

  @Test func `name what is no broker`() async throws {
    let sink = try WebhookSink()
    let reason = try await failure("url: mqtt://127.0.0.1:\(sink.port)\ntimeout: 2s")
    #expect(reason.hasPrefix("127.0.0.1: ") && reason != "127.0.0.1: ", "\(reason)")
  }

  @Test(arguments: ["user: ada\npassword: canary", "client_id: x"])
  func `name a broker that refuses the password, and not the password`(lines: String) async throws {
    let folder = try TemporaryFolder()
    defer { withExtendedLifetime(folder) {} }
    try CommandLineTool.run("mosquitto_passwd", ["-b", "-c", folder.path("users"), "ada", "right"])
    let broker = try MosquittoBroker("allow_anonymous false\npassword_file \(folder.path("users"))")
    let reason = try await failure("url: mqtt://127.0.0.1:\(broker.port)\n\(lines)")
    #expect(
      reason
        == "127.0.0.1: the broker refuses user and password; check both, and what the user may do there")
  }

  /// The settings of a broker that speaks TLS.
  private func encrypted(_ certificates: TestCertificates) -> String {
    "allow_anonymous true\ncertfile \(certificates.certificate)\nkeyfile \(certificates.key)"
  }

  @Test func `arrive by TLS with the certificate of the broker's authority, user and password`() async throws
  {
    let (folder, certificates) = (try TemporaryFolder(), try TestCertificates())
    defer { withExtendedLifetime((folder, certificates)) {} }
    try CommandLineTool.run("mosquitto_passwd", ["-b", "-c", folder.path("users"), "ada", "pass: \"w#rd"])
    let broker = try MosquittoBroker(
      encrypted(certificates).replacing("true", with: "false") + "\npassword_file \(folder.path("users"))",
      clientArguments: ["--cafile", certificates.authority, "-u", "ada", "-P", "pass: \"w#rd"])
    let subscriber = try broker.subscribe(to: "vigil/#")
    let store = try bench.open(Self.routes)
    try store.put(.sample(1))
    let settings = try NotifyBench.channel(
      """
      url: mqtts://127.0.0.1:\(broker.port)
      user: ada
      password: 'pass: "w#rd'
      ca_certificate: \(certificates.authority)
      """)
    try await bench.delivering(settings, from: store) {
      try await bench.until("it has come") { try events(subscriber).count == 1 }
      // Writing to a connection that is gone must not end the program.
      broker.kill()
      for number in 2..<5 { try store.put(.sample(number)) }
      try await bench.until("a report") { !bench.reports.isEmpty }
      try broker.start()
      // By acknowledgement: this subscriber ends with a broker that speaks TLS.
      try await bench.until("all have come") { try store.outboxCount(of: "phone").waiting == 0 }
      #expect(bench.reports.last == .recovered("phone"))
    }
  }

  @Test(arguments: ["another authority", "the system's authorities", "another host"])
  func `name a certificate that is not trusted`(why: String) async throws {
    let certificates = try TestCertificates(for: why == "another host" ? "127.0.0.2" : "127.0.0.1")
    let others = try TestCertificates()
    defer { withExtendedLifetime((certificates, others)) {} }
    let broker = try MosquittoBroker(encrypted(certificates))
    let authority =
      switch why {
      case "another authority": "\nca_certificate: \(others.authority)"
      case "another host": "\nca_certificate: \(certificates.authority)"
      default: ""
      }
    let reason = try await failure("url: mqtts://127.0.0.1:\(broker.port)\(authority)")
    #expect(
      reason
        == "127.0.0.1: its certificate is not trusted; name that of its authority by ca_certificate, and check the clock"
    )
  }

  @Test func `name a file of certificates that is not there`() async throws {
    let reason = try await failure("url: mqtts://127.0.0.1:1\nca_certificate: /nowhere/ca.pem")
    #expect(reason == "127.0.0.1: the file that ca_certificate names cannot be read: /nowhere/ca.pem")
  }
}
