import Foundation
import Synchronization
import Testing
import VigilCore
import VigilNotify
import VigilStationConfiguration
import VigilStore
import VigilTestSupport

@Suite(
  .ownThread, .timeLimit(.minutes(15)),
  .enabled(if: MosquittoBroker.isInstalled, "mosquitto and mosquitto-clients are not installed"))
struct `The cameras at a broker` {
  private let bench: NotifyBench
  init() throws { bench = try NotifyBench() }

  private func state(_ name: String, isConnected: Bool = true, score: Float? = nil, at date: Double = 0)
    -> CameraState
  {
    CameraState(
      name: name, isConnected: isConnected, score: score, scoreDate: Date(timeIntervalSince1970: date))
  }

  @Test func `are shown as they change, by what the broker keeps, and scores as they come`() async throws {
    let mosquitto = try MosquittoBroker()
    let subscriber = try mosquitto.subscribe(to: "vigil/#")
    func texts(_ topic: String) -> [String] {
      subscriber.messages(at: "vigil/yard/gate/\(topic)").map(\.text)
    }
    try await bench.connected(mosquitto) { broker in
      broker.follow(["gate"])
      broker.note([state("gate", isConnected: false), state("stranger")])
      try await bench.until("the first state") { texts("armed") == ["ON"] }
      #expect(texts("connectivity") == ["OFF"] && texts("alarm") == ["OFF"] && texts("tamper") == ["OFF"])
      var alarm = state("gate", score: 0.81249, at: 1)
      (alarm.isAlarming, alarm.isTampered, alarm.isArmed) = (true, true, false)
      broker.note([alarm])
      broker.note([alarm])
      try await bench.until("the alarm") { texts("armed") == ["ON", "OFF"] && !texts("score").isEmpty }
      #expect(texts("connectivity") == ["OFF", "ON"] && texts("alarm") == ["OFF", "ON"])
      #expect(texts("tamper") == ["OFF", "ON"] && texts("score") == ["0.812"])
      broker.note([state("gate", score: .nan, at: 2)])
      broker.note([state("gate", score: 0.25, at: 3)])
      try await bench.until("the next score") { texts("score").count == 2 }
      #expect(texts("score") == ["0.812", "0.25"])
    }
    // Nobody else's.
    #expect(!subscriber.messages.contains { $0.topic.contains("stranger") })
    let later = try mosquitto.subscribe(to: "vigil/#")
    #expect(
      Set(later.messages.map { "\($0.topic.dropFirst("vigil/yard/".count)) \($0.text)" }) == [
        "availability offline", "gate/connectivity ON", "gate/alarm OFF", "gate/tamper OFF", "gate/armed ON",
      ])
  }

  @Test func `are offline when the station is killed`() async throws {
    let mosquitto = try MosquittoBroker()
    let subscriber = try mosquitto.subscribe(to: "vigil/yard/availability")
    let process = Process()
    process.executableURL = try BuiltProgram.url(of: "StationAtBroker")
    process.arguments = ["url: mqtt://127.0.0.1:\(mosquitto.port)"]
    try process.run()
    defer { kill(process.processIdentifier, SIGKILL) }
    try await bench.until("the station is there") { subscriber.messages.map(\.text) == ["online"] }
    kill(process.processIdentifier, SIGKILL)
    process.waitUntilExit()
    try await bench.until("the last will") { subscriber.messages.map(\.text) == ["online", "offline"] }
  }

  @Test func `are there although the will of a dead connection comes late`() async throws {
    let mosquitto = try MosquittoBroker()
    let subscriber = try mosquitto.subscribe(to: "vigil/yard/availability")
    try await bench.connected(mosquitto) { _ in
      try await bench.until("the station is there") { subscriber.messages.last?.text == "online" }
      try mosquitto.publish("offline", at: "vigil/yard/availability", isRetained: true)
      try await bench.until("it says so again") {
        subscriber.messages.map(\.text) == ["online", "offline", "online"]
      }
    }
  }

  @Test func `that were removed are forgotten, also while the station was away`() async throws {
    let mosquitto = try MosquittoBroker()
    /// What is kept, by the topics that have a payload.
    func kept() throws -> Set<String> {
      let subscriber = try mosquitto.subscribe(to: "vigil/#", "homeassistant/#")
      return Set(subscriber.messages.filter(\.isRetained).map(\.topic)).subtracting([
        "vigil/yard/availability"
      ])
    }
    func topics(_ camera: String) -> Set<String> {
      Set(
        ["connectivity", "alarm", "tamper", "armed"].map { "vigil/yard/\(camera)/\($0)" }
          + ["homeassistant/device/vigil_yard_\(camera)/config"])
    }
    try mosquitto.publish("{}", at: "homeassistant/device/other/config", isRetained: true)
    try mosquitto.publish("ON", at: "vigil/other/gate/connectivity", isRetained: true)
    let others: Set = ["homeassistant/device/other/config", "vigil/other/gate/connectivity"]
    try await bench.connected(mosquitto) { broker in
      broker.follow(["gate", "door", "hall"])
      broker.note([state("gate"), state("door"), state("hall")])
      try await bench.until("three cameras") {
        try kept() == topics("gate").union(topics("door")).union(topics("hall")).union(others)
      }
      broker.follow(["gate", "door"])
      broker.note([state("gate"), state("door")])
      try await bench.until("two cameras") {
        try kept() == topics("gate").union(topics("door")).union(others)
      }
    }
    try await bench.connected(mosquitto) { broker in
      broker.follow(["gate"])
      broker.note([state("gate")])
      try await bench.until("one camera") { try kept() == topics("gate").union(others) }
    }
  }

  @Test func `are armed and disarmed by those who may, and by nothing that the broker has kept`() async throws
  {
    let mosquitto = try MosquittoBroker()
    try mosquitto.publish("OFF", at: "vigil/yard/door/armed/set", isRetained: true)
    let subscriber = try mosquitto.subscribe(to: "vigil/yard/gate/armed")
    let commands = Mutex<[ArmingCommand]>([])
    try await bench.connected(
      mosquitto, "commands: true", command: { command in commands.withLock { $0.append(command) } }
    ) {
      broker in
      broker.follow(["gate", "door"])
      broker.note([state("gate")])
      try await bench.until("a connection") { !subscriber.messages.isEmpty }
      for (topic, payload) in [
        ("gate/armed/set", "maybe"), ("gate/armed/set", ""),
        ("gate/armed/set", String(repeating: "O", count: 5000)),
        ("nobody/armed/set", "OFF"), ("armed/set", "OFF"), ("gate/x/armed/set", "OFF"),
        ("gate/armed/set/x", "OFF"),
        ("gate/armed/set", "OFF"), ("gate/armed/set", "ON"),
      ] { try mosquitto.publish(payload, at: "vigil/yard/\(topic)") }
      try await bench.until("the commands") { commands.withLock { $0.count } >= 2 }
    }
    let found = commands.withLock { $0.map { "\($0.camera) \($0.isArmed) \($0.channel)" } }
    #expect(found == ["gate false phone", "gate true phone"])
  }

  @Test func `have the picture of their newest event, where the file allows it and for as long as it does`()
    async throws
  {
    let mosquitto = try MosquittoBroker()
    let subscriber = try mosquitto.subscribe(to: "vigil/yard/+/picture")
    let picture = Data([0xFF, 0xD8, 0, 1, 2, 0xFF, 0xD9])
    var review = StoredEvent.sample(2)
    review.severity = .review
    try await bench.connected(mosquitto, "pictures: true") { broker in
      broker.follow(["gate"])
      broker.show(Data([1]), of: .sample(3, camera: "stranger"))
      broker.show(Data([2]), of: review)
      broker.show(Data(count: 2 << 20), of: .sample(4))
      broker.show(picture, of: .sample(1))
      try await bench.until("the picture") { !subscriber.messages.isEmpty }
    }
    #expect(subscriber.messages.map(\.payload) == [picture])
    #expect(subscriber.messages.first?.topic == "vigil/yard/gate/picture")
    try await bench.connected(mosquitto) { broker in
      broker.follow(["gate"])
      broker.show(picture, of: .sample(1))
      try await bench.until("it is gone") { subscriber.messages.count == 2 }
    }
    #expect(subscriber.messages.last?.payload.isEmpty == true)
  }

  @Test func `take no commands unless the file says so`() async throws {
    let mosquitto = try MosquittoBroker()
    let subscriber = try mosquitto.subscribe(to: "vigil/yard/gate/#", "homeassistant/#")
    let commands = Mutex(0)
    try await bench.connected(mosquitto, command: { _ in commands.withLock { $0 += 1 } }) { broker in
      broker.follow(["gate"])
      broker.note([state("gate")])
      try await bench.until("a connection") { subscriber.messages.count >= 5 }
      try mosquitto.publish("OFF", at: "vigil/yard/gate/armed/set")
      broker.note([state("gate", isConnected: false)])
      try await bench.until("a later state") {
        subscriber.messages(at: "vigil/yard/gate/connectivity").last?.text == "OFF"
      }
    }
    #expect(commands.withLock { $0 } == 0)
    #expect(
      !subscriber.messages.contains { $0.topic.contains("homeassistant") && $0.text.contains("switch") })
  }
}
