import Foundation
import Testing
import VigilStore
import VigilTestSupport
import VigilWeb

/// Schemathesis, which makes requests of what the OpenAPI document says, and of what it does not. `make attack-web` installs and runs it.
@Suite(.ownThread) struct `Schemathesis` {
  /// Where it is; nil unless `make attack-web` says.
  private static let program = ProcessInfo.processInfo.environment["VIGIL_SCHEMATHESIS"]

  @Test(.enabled(if: program != nil, "run by make attack-web"))
  func `finds nothing`() async throws {
    let station = try await RunningStation(people: [try .with("ada", .admin)])
    for index in 0..<5 {
      let event = try station.addEvent(Double(index))
      _ = try station.add([1, 2, 3], event: event.id)
    }
    let cookie = try #require(try station.client("ada").cookie)
    let url = "http://localhost:\(station.port)"
    let report = try CommandLineTool.run(
      try #require(Self.program),
      [
        "run", "\(url)/api/v1/openapi.json", "--url", url, "--header", "Cookie: \(cookie)", "--checks", "all",
        // A stream has no end, a sign-out ends the session that all others need, and 429 is the answer to many passwords.
        "--exclude-operation-id", "stream", "--exclude-operation-id", "signOut", "--exclude-operation-id",
        "signIn",
        // The cookie is a header here, which it does not take away to see whether it is asked for: our own tests do.
        "--exclude-checks", "ignored_auth", "--max-examples", "200", "--no-color", "--seed", "13",
      ])
    #expect(report.contains("No issues found"), "\(report)")
    #expect(try station.nobody.get("/healthz").status == 200)
  }
}
