import Foundation
import Testing
import VigilCore
import VigilStation
import VigilStationConfiguration
import VigilStore
import VigilTestSupport
import VigilWeb

@Suite(.ownThread, .timeLimit(.minutes(15))) struct `A camera that cannot be reached` {
  private static let model = URL(filePath: #filePath).deletingLastPathComponent()
    .deletingLastPathComponent().deletingLastPathComponent().appending(path: "models/demo.vigil").path

  @Test func `shows a viewer nowhere where it is, and the log has it`() async throws {
    let (folder, log) = (try TemporaryFolder(), ReadableLog())
    // Nothing listens at the port, and nobody knows the host.
    let text = """
      folder: \(folder.path("data"))
      model: \(Self.model)
      record: off
      cameras:
        yard: {source: "rtsp://127.0.0.1:9/hidden-path"}
        gate: {source: "rtsp://cam-secret.invalid/hidden-path"}

      """
    let url = folder.appending("station.yaml")
    try Data(text.utf8).write(to: url)
    let station = try Station(
      try StationFile(text: text, name: "station.yaml"), at: url, environment: [:], log: log.logger)
    try station.store.users.add(try .with("vera", .viewer, cameras: ["gate", "yard"]))
    var options = WebOptions()
    options.port = 0
    let server = try WebServer(
      StationAnswers(station), store: station.store, options: options, passwordCost: RunningStation.cost,
      log: log.logger)
    let stop = StopRequest()
    let (ports, listening) = AsyncStream<Int>.makeStream()
    let (watching, serving) = (
      Task { await station.run(stop: stop) },
      Task {
        defer { listening.finish() }
        try await server.run(stop: stop) { listening.yield($0) }
      }
    )
    let outcome: Result<Void, any Error>
    do { outcome = .success(try await look(at: station, ports, log)) } catch { outcome = .failure(error) }
    stop.request()
    await watching.value
    try await serving.value
    try outcome.get()
  }

  private func look(at station: Station, _ ports: AsyncStream<Int>, _ log: ReadableLog) async throws {
    let names = ["gate", "yard"]
    let deadline = Clocks.machine.now() + 300
    func isTold() throws -> Bool {
      let notices = try station.store.notices()
      return names.allSatisfy { name in
        station.board[name]?.reason.isEmpty == false && notices.contains { $0.camera == name }
      }
    }
    while try !isTold() {
      try #require(Clocks.machine.now() < deadline, "not told in 300 s:\n\(log.lines)")
      try await Task.sleep(for: .milliseconds(100))
    }
    var found: [String: String] = [
      "board": station.board.all.map { "\($0.reason) \($0.health)" }.joined(separator: "\n"),
      "notices": try station.store.notices().map(\.message).joined(separator: "\n"),
    ]
    #expect(found["board"]?.contains("Connection refused") == true, "\(found)")
    #expect(found["notices"]?.contains("Connection refused") == true, "\(found)")
    var port: Int?
    for await number in ports {
      port = number
      break
    }
    let viewer = try Client(port: try #require(port)).signedIn(as: "vera")
    for path in [
      "/api/v1/cameras", "/api/v1/cameras/yard", "/api/v1/cameras/gate", "/api/v1/notices", "/",
      "/cameras/yard", "/cameras/gate",
    ] {
      let answer = try viewer.get(path)
      #expect(answer.status == 200, "\(path)")
      found[path] = answer.text
    }
    #expect(found["/api/v1/cameras/yard"]?.contains("Connection refused") == true)
    for (place, words) in found {
      for secret in ["127.0.0.1", "cam-secret", "invalid", "hidden-path", "rtsp:"] {
        #expect(!words.localizedCaseInsensitiveContains(secret), "\(secret) is shown by \(place): \(words)")
      }
    }
    #expect(log.lines.contains("127.0.0.1:9") && log.lines.contains("cam-secret.invalid"))
  }
}
