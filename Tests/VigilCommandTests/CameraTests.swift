import Foundation
import Testing
import VigilTestSupport

/// What a guard needs of `vigil detect`, on a camera that misbehaves, in real time.
@Suite(.serialized, .ownThread, .timeLimit(.minutes(15))) struct `A camera that is watched` {
  /// What a machine that is busy with other tests may take longer, in seconds.
  private static let patience = 4.0
  let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  private func detect(_ address: String, _ more: String...) throws -> VigilCommand {
    try VigilCommand(["detect", address] + fast + ["--json"] + more, in: folder.url)
  }

  private func expectCleanEnd(_ command: VigilCommand) -> VigilCommand.Outcome {
    command.interrupt()
    let outcome = command.finish()
    #expect(outcome.status == 0, "\(outcome.errors)")
    return outcome
  }

  @Test func `and falls silent is told while it is silent`() throws {
    let camera = try FakeCamera()
    let command = try detect(camera.address(), "--silence-limit", "3")
    #expect(command.waitForOutput("\"type\":\"snippet\""))
    camera.change { $0.isStalled = true }
    let began = FakeCamera.now
    #expect(command.waitForOutput("\"type\":\"lost\""))
    #expect(FakeCamera.now - began < 3 + 1 + Self.patience)
    // Switched off and on, it is back.
    camera.stop()
    camera.change { $0.isStalled = false }
    try camera.start()
    #expect(command.waitForOutput("\"type\":\"gap\""))
    #expect(expectCleanEnd(command).objects("lost").first?["reason"] as? String == "silence")
  }

  @Test func `and is killed is told at once, and again when it is back`() throws {
    let camera = try FakeCamera()
    let command = try detect(camera.address())
    #expect(command.waitForOutput("\"type\":\"snippet\""))
    camera.stop()
    let began = FakeCamera.now
    #expect(command.waitForOutput("\"type\":\"lost\""))
    #expect(FakeCamera.now - began < 1 + Self.patience)
    try camera.start()
    #expect(command.waitForOutput("\"type\":\"gap\""))
    #expect(expectCleanEnd(command).objects("lost").first?["reason"] as? String == "connectionLost")
  }

  @Test func `and breaks off again and again is told each time, and left alone for longer and longer`() throws
  {
    let camera = try FakeCamera { $0.picturesPerConnection = 12 }
    let command = try detect(camera.address())
    #expect(command.waitForOutput("\"type\":\"lost\"", times: 5))
    let outcome = expectCleanEnd(command)
    #expect(outcome.objects("snippet").isEmpty, "a connection has fewer pictures than a snippet")
    #expect(outcome.objects("gap").count >= 4)
    // The second for the pictures, and half a second that doubles and may vary by a fifth: seven connections in 40 s.
    let times = camera.connections
    for (number, (time, next)) in zip(times, times.dropFirst()).enumerated() {
      #expect(next - time > 1.1 + 0.5 * 0.8 * Double(1 << number))
    }
  }

  @Test func `and rejects everybody while it starts again is waited for`() throws {
    let camera = try FakeCamera { $0.credentials = "viewer:canary" }
    let command = try detect(camera.address(user: "viewer:canary@"))
    #expect(command.waitForOutput("\"type\":\"snippet\""))
    camera.stop()
    #expect(command.waitForOutput("connectionLost"))
    camera.change { $0.refusesAll = true }
    try camera.start()
    #expect(command.waitForOutput("unauthorized"))
    camera.change { $0.refusesAll = false }
    #expect(command.waitForOutput("\"type\":\"gap\""))
    #expect(command.waitForOutput("\"type\":\"snippet\"", times: 2))
    let outcome = expectCleanEnd(command)
    #expect(!(outcome.output + outcome.errors).contains("canary"))
  }

  @Test func `may be switched on after the program`() throws {
    let camera = try FakeCamera()
    camera.stop()
    let command = try detect(camera.address(), "--wait")
    #expect(command.waitForError("trying again"))
    #expect(command.waitForOutput("\"type\":\"lost\""))
    try camera.start()
    #expect(command.waitForOutput("\"type\":\"snippet\""))
    _ = expectCleanEnd(command)
    // Somebody who mistypes an address is told.
    camera.stop()
    let outcome = try detect(camera.address()).finish()
    #expect(outcome.status == 1 && outcome.errors.contains("--wait"), "\(outcome.errors)")
  }

  @Test func `tells an event that goes on after the first snippet of it`() throws {
    let camera = try FakeCamera()
    let command = try detect(camera.address(), "--threshold", "0")
    #expect(command.waitForOutput("\"type\":\"snippet\"", times: 2))
    let types = expectCleanEnd(command).objects.compactMap { $0["type"] as? String }
    let first = try #require(types.firstIndex(of: "snippet"))
    #expect(types[first...].prefix(3) == ["snippet", "event-began", "snippet"])
    #expect(types.count { $0 == "event" } == 1)
  }

  @Test(
    arguments: [
      ("rtsp", "admin:canary@", "/live", "admin:canary"),
      ("rtsp", "admin:x@canary/y@", "/live", "admin:x@canary/y"),
      ("rtsp", "", "/user=admin&password=canary&channel=1&stream=0.sdp", nil),
      ("rtsp", "", "/live?user=admin&password=canary", nil), ("rtsp", "", "/admin/canary/live", nil),
      ("http", "admin:canary@", "/video.mjpg", "admin:canary"),
      ("http", "", "/video.mjpg?usr=admin&pwd=canary", nil),
    ] as [(String, String, String, String?)])
  func `has its secrets in no output`(scheme: String, user: String, path: String, credentials: String?) throws
  {
    let camera = try FakeCamera { $0.credentials = credentials }
    let address = camera.address(path, scheme: scheme, user: user)
    let command = try detect(
      address, "--output", "out", "--rotate", "off", "--log-level", "trace", "--threshold", "0", "--video")
    #expect(command.waitForOutput("\"type\":\"snippet\""))
    camera.stop()
    #expect(command.waitForOutput("\"type\":\"lost\""))
    let outcome = expectCleanEnd(command)
    #expect(!(outcome.output + outcome.errors).contains("canary"))
    let files = try FileManager.default.subpathsOfDirectory(atPath: folder.path("out"))
    #expect(files.contains("report.html") && files.contains("annotated.mp4"))
    for file in files {
      let content = String(decoding: try Data(contentsOf: folder.appending("out/\(file)")), as: UTF8.self)
      #expect(!content.contains("canary"), "\(file)")
    }
  }

  @Test func `leaves whole results when its terminal closes, which is two signals`() throws {
    let camera = try FakeCamera()
    let command = try detect(camera.address(), "--output", "out", "--rotate", "off")
    #expect(command.waitForOutput("\"type\":\"snippet\""))
    kill(command.identifier, SIGHUP)
    kill(command.identifier, SIGHUP)
    let outcome = command.finish()
    #expect(outcome.status == 0, "\(outcome.errors)")
    let names = try FileManager.default.contentsOfDirectory(atPath: folder.path("out")).sorted()
    #expect(names == ["events.json", "report.html", "scores.csv", "scores.json"])
    // A camera ends in no other way.
    let page = try String(contentsOf: folder.appending("out/report.html"), encoding: .utf8)
    #expect(!page.contains("The run was interrupted"))
  }
}
