import Foundation
import Testing
import VigilStation
import VigilStore
import VigilTestSupport

@Suite(
  .ownThread, .timeLimit(.minutes(15)),
  .enabled(if: MosquittoBroker.isInstalled, "mosquitto and mosquitto-clients are not installed"))
struct `A station at a broker` {
  @Test func `shows its cameras, tells of an alarm, and is disarmed and armed from there`() async throws {
    let (bench, camera) = (try StationBench(), try FakeCamera { $0.rate = 25 })
    let broker = try MosquittoBroker()
    let subscriber = try broker.subscribe(to: "vigil/#", "homeassistant/#")
    // Every score is at least 0, so the event begins with the first and goes on until the stop.
    try bench.write(
      """
      threshold: 0
      record: off
      notify:
        home:
          url: mqtt://127.0.0.1:\(broker.port)
          health: false
          commands: true
          pictures: true
      """, ("door", "source: rtsp://127.0.0.1:\(camera.port)/main"))
    func last(_ topic: String) -> String? { subscriber.messages(at: "vigil/station/\(topic)").last?.text }
    try await bench.running { station, reload in
      try await bench.until("the alarm") { last("door/alarm") == "ON" && last("door/connectivity") == "ON" }
      try await bench.until("its message") {
        subscriber.messages(at: "vigil/station/door/event").first?.text.contains("vigil.event.began") == true
      }
      #expect(last("availability") == "online" && last("door/armed") == "ON" && last("door/tamper") == "OFF")
      try await bench.until("its picture") {
        subscriber.messages(at: "vigil/station/door/picture").last?.payload.prefix(2) == Data([0xFF, 0xD8])
      }
      try await bench.until("a score") { last("door/score").flatMap(Double.init) != nil }
      try broker.publish("OFF", at: "vigil/station/door/armed/set")
      try await bench.until("it is disarmed") { last("door/armed") == "OFF" }
      let change = try #require(
        try station.store.changes(at: Date()).first { $0.camera == "door" && $0.key == Standing.armedKey })
      #expect(change.value == "no" && change.by == "channel home")
      try broker.publish("ON", at: "vigil/station/door/armed/set")
      try await bench.until("it is armed") { last("door/armed") == "ON" }
      // One camera takes the place of the other.
      let device = "homeassistant/device/vigil_station_door/config"
      #expect(subscriber.messages(at: device).last?.text.isEmpty == false)
      try bench.write(
        try String(contentsOf: bench.file, encoding: .utf8).split(separator: "cameras:")[0]
          .split(separator: "\n").dropFirst(2).joined(separator: "\n"),
        ("hall", "source: rtsp://127.0.0.1:\(camera.port)/main"))
      reload.request()
      try await bench.until("the other camera") { last("hall/connectivity") == "ON" }
      try await bench.until("the first is gone") {
        last("door/connectivity") == "" && subscriber.messages(at: device).last?.text == ""
      }
      // With the file's next change only what is told otherwise connects anew.
      let greetings = subscriber.messages(at: "vigil/station/availability").count
      let text = try String(contentsOf: bench.file, encoding: .utf8)
      try Data(text.replacing("pictures: true", with: "pictures: false").utf8).write(to: bench.file)
      reload.request()
      try await bench.until("another connection") {
        let said = subscriber.messages(at: "vigil/station/availability").dropFirst(greetings).map(\.text)
        return said.contains("offline") && said.last == "online"
      }
      try await bench.until("no picture") { last("hall/picture") == "" }
    }
    try await bench.until("its end") { last("availability") == "offline" }
  }
}
