import Foundation
import Testing
import VigilStore
import VigilTestSupport
import VigilWeb

/// Schemathesis, which makes requests of what the OpenAPI document says, and of what it does not. `make attack-web` installs and runs it.
@Suite(.ownThread) struct `Schemathesis` {
  /// For how many seconds it attacks; nil unless `make attack-web` says.
  private static let seconds = ProcessInfo.processInfo.environment["VIGIL_ATTACK_SECONDS"]

  private static let project = URL(filePath: #filePath).appending(path: "../../..").standardizedFileURL
  private static let configuration = project.appending(path: "scripts/attack-web.toml").path
  /// As a file: the station gives it to users only.
  private static let document = project.appending(path: "Sources/VigilWeb/openapi.json").path

  @Test(.enabled(if: seconds != nil, "run by make attack-web"))
  func `finds nothing`() async throws {
    let token = "a token for monitoring"
    let station = try await RunningStation(people: [try .with("ada", .admin)]) { $0.metricsToken = token }
    for index in 0..<5 {
      let event = try station.addEvent(Double(index))
      _ = try station.add([1, 2, 3], event: event.id)
    }
    // Something behind every kind of route.
    station.watched.set([WatchedChannel(name: "phone"), WatchedChannel(name: "mail")])
    let event = try station.addEvent(10)
    try station.store.label(event.id, as: .falseAlarm, by: "ada")
    try station.store.put(
      EventVerdict(.real, confidence: 0.5, text: "a cat", by: "check", at: station.clock.date, seconds: 1),
      on: event.id)
    let cookie = try #require(try station.client("ada").cookie?.split(separator: "=").last)
    let url = "http://localhost:\(station.port)"
    let report = try CommandLineTool.run(
      "sh",
      [
        // What it found is its output; that it found something makes it fail.
        "-c", #"export VIGIL_SESSION="$1" VIGIL_MONITOR="$2"; shift 2; schemathesis "$@" 2>&1 || true"#, "sh",
        String(cookie), token, "--no-color", "--config-file", Self.configuration,
        "run", Self.document, "--url", url,
        // A stream has no end, a sign-out ends the session that all others need, and 429 is the answer to many passwords.
        "--exclude-operation-id", "stream", "--exclude-operation-id", "signOut", "--exclude-operation-id",
        "signIn",
        "--max-examples", "300", "--max-time", try #require(Self.seconds), "--continue-on-failure", "--seed",
        "13",
      ])
    #expect(report.contains("No issues found"), "\(report)")
    #expect(try station.nobody.get("/healthz").status == 200)
    #expect(!station.log.lines.contains("a request failed"), "\(station.log.lines)")
    print("attack-web: \(report)")
  }
}
