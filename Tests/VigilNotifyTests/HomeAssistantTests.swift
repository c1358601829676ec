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
struct `A camera in Home Assistant` {
  private let bench: NotifyBench
  init() throws { bench = try NotifyBench() }

  private typealias Object = [String: Any]

  private func object(_ data: Data) throws -> Object {
    try #require(try JSONSerialization.jsonObject(with: data) as? Object)
  }

  /// Keys that each platform must have, and may have besides: home-assistant.io/integrations/PLATFORM.mqtt, as of 2026.11.
  private static let platforms: [String: (required: Set<String>, allowed: Set<String>)] = [
    "binary_sensor": (["state_topic"], ["device_class", "entity_category"]),
    "sensor": (["state_topic"], ["state_class", "suggested_display_precision", "expire_after", "icon"]),
    "event": (["state_topic", "event_types"], ["value_template"]),
    "image": (["image_topic"], ["content_type"]),
    "switch": (["command_topic"], ["state_topic", "icon"]),
  ]

  @Test(arguments: ["gate", "日本語 {{ 1 }} \"#+/", String(repeating: "x", count: 300)])
  func `is a device with what the documentation asks for, at topics that are ours`(camera: String)
    async throws
  {
    let mosquitto = try MosquittoBroker()
    let subscriber = try mosquitto.subscribe(to: "#")
    try await bench.connected(
      mosquitto, "commands: true\npictures: true\ndiscovery_topic: house/ha\ntopic: a/b"
    ) { broker in
      broker.follow([camera])
      broker.note([CameraState(name: camera, isConnected: true, score: 0.5, scoreDate: Date())])
      try await bench.until("all states") { subscriber.messages.contains { $0.topic.hasSuffix("/score") } }
      try await bench.until("the device") { subscriber.messages.contains { $0.topic.hasSuffix("/config") } }
    }
    let message = try #require(subscriber.messages.first { $0.topic.hasSuffix("/config") })
    #expect(message.topic.wholeMatch(of: /house\/ha\/device\/a_b_yard_[A-Za-z0-9_-]+\/config/) != nil)
    let device = try object(message.payload)
    #expect(Set(device.keys) == ["device", "origin", "availability", "qos", "components"])
    let (whose, origin) = (
      try #require(device["device"] as? Object), try #require(device["origin"] as? Object)
    )
    let id = try #require((whose["identifiers"] as? [String])?.first)
    #expect(message.topic.contains(id) && (whose["name"] as? String)?.isEmpty == false)
    #expect(origin["name"] as? String == "Vigil" && device["qos"] as? Int == 1)
    let availability = try #require(device["availability"] as? [[String: String]])
    #expect(availability == [["topic": "a/b/yard/availability"]])
    let components = try #require(device["components"] as? [String: Object])
    #expect(components.count == 7)
    var ids: Set<String> = []
    let told = Set(subscriber.messages.map(\.topic))
    for (key, component) in components {
      let platform = try #require(component["platform"] as? String)
      let keys = try #require(Self.platforms[platform], "\(platform)")
      let found = Set(component.keys).subtracting(["platform", "unique_id", "name"])
      #expect(found.isSuperset(of: keys.required), "\(key): \(found)")
      #expect(found.isSubset(of: keys.required.union(keys.allowed)), "\(key): \(found)")
      ids.insert(try #require(component["unique_id"] as? String))
      // What it hears is what is published: events come only when there are some.
      let topic = (component["state_topic"] ?? component["image_topic"]) as? String ?? ""
      #expect(
        topic.hasSuffix("/event") || topic.hasSuffix("/picture") || told.contains(topic), "\(key): \(topic)")
    }
    #expect(ids.count == components.count && ids.allSatisfy { $0.hasPrefix(id) })
    let classes = components.compactMapValues { $0["device_class"] as? String }
    #expect(classes == ["alarm": "safety", "connectivity": "connectivity", "tamper": "tamper"])
  }

  @Test func `is told again when Home Assistant begins`() async throws {
    let mosquitto = try MosquittoBroker()
    let subscriber = try mosquitto.subscribe(to: "homeassistant/device/vigil_yard_gate/config")
    try await bench.connected(mosquitto) { broker in
      broker.follow(["gate"])
      try await bench.until("the device") { subscriber.messages.count == 1 }
      try mosquitto.publish("offline", at: "homeassistant/status")
      try mosquitto.publish("online", at: "homeassistant/status")
      try await bench.until("the device again") { subscriber.messages.count == 2 }
    }
    #expect(subscriber.messages[0].payload == subscriber.messages[1].payload)
  }

  @Test func `is not told if the file says so`() async throws {
    let mosquitto = try MosquittoBroker()
    let subscriber = try mosquitto.subscribe(to: "#")
    try await bench.connected(mosquitto, "discovery: false") { broker in
      broker.follow(["gate"])
      broker.note([CameraState(name: "gate", isConnected: true)])
      try await bench.until("the states") { subscriber.messages.count >= 5 }
    }
    #expect(!subscriber.messages.contains { $0.topic.hasPrefix("homeassistant") })
  }

  // `env`: the system's own Python seldom has it.
  private static let hasTemplates =
    (try? CommandLineTool.run("env", ["python3", "-c", "import jinja2"])) != nil

  @Test(.enabled(if: hasTemplates, "python3 with jinja2 is not installed"))
  func `has events, by its template from the messages about them`() async throws {
    let mosquitto = try MosquittoBroker()
    let subscriber = try mosquitto.subscribe(to: "#")
    let store = try bench.open([OutboxRoute(channel: "phone")])
    var event = StoredEvent.sample(1, camera: "gate \"</script>")
    event.peakScore = .infinity
    try store.put(event)
    try store.put(.sample(2, state: .ended))
    let settings = try NotifyBench.channel("url: mqtt://127.0.0.1:\(mosquitto.port)")
    let broker = try #require(Broker(settings, station: "yard"))
    broker.follow(["gate"])
    try await bench.delivering(by: broker, broker, from: store) {
      try await bench.until("both events") { subscriber.messages.count { $0.topic.hasSuffix("/event") } == 2 }
      try await bench.until("the device") { subscriber.messages.contains { $0.topic.hasSuffix("/config") } }
    }
    let device = try object(#require(subscriber.messages.first { $0.topic.hasSuffix("/config") }).payload)
    let component = try #require((device["components"] as? [String: Object])?["event"])
    // As Home Assistant does it: in a sandbox, with the payload parsed.
    let script = """
      import jinja2.sandbox, json, sys
      template = jinja2.sandbox.ImmutableSandboxedEnvironment().from_string(sys.argv[1])
      print(template.render(value=sys.argv[2], value_json=json.loads(sys.argv[2])))
      """
    let rendered = try subscriber.messages.filter { $0.topic.hasSuffix("/event") }.map { message in
      try object(
        Data(
          CommandLineTool.run(
            "env",
            ["python3", "-c", script, try #require(component["value_template"] as? String), message.text]
          ).utf8))
    }
    let types = Set(rendered.compactMap { $0["event_type"] as? String })
    #expect(
      types == ["began", "ended"] && types.isSubset(of: Set(component["event_types"] as? [String] ?? [])))
    #expect(rendered.allSatisfy { $0["severity"] as? String == "alarm" && $0["end"] is String })
  }
}
