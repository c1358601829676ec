import Foundation
import Testing
import VigilTestSupport

@Suite(.timeLimit(.minutes(15))) struct `The secrets of an address` {
  let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  @Test(arguments: [
    "rtsp://admin:canary@127.0.0.1:1/live", "rtsp://admin:x@canary/y@127.0.0.1:1/live",
    "rtsp://admin:canary#1@127.0.0.1:1/live", "http://admin:canary@127.0.0.1:1/video.mjpg",
    "rtsp://127.0.0.1:1/user=admin&password=canary&channel=1&stream=0.sdp",
    "rtsp://127.0.0.1:1/user=admin_password=canary_channel=1_stream=0.sdp?real_stream",
    "rtsp://127.0.0.1:1/admin/canary/live", "http://127.0.0.1:1/snap.jpg?usr=admin&pwd=canary",
    "rtsp:/admin:canary@127.0.0.1:1/live", "admin:canary@127.0.0.1/live", "ftp://admin:canary@127.0.0.1/a",
    "rtsp://admin:x@canary/y@host/live",
  ])
  func `are in no output, whatever goes wrong`(address: String) throws {
    let outcome = try VigilCommand.run(
      "detect", address, "--model", "test-weights-narrow", "--crops", "1", "--json", "--output", "out",
      "--log-level", "trace", in: folder.url)
    #expect(outcome.status == 1, "\(outcome.errors)")
    expectNoCanary(outcome.output + outcome.errors)
    for file in try FileManager.default.subpathsOfDirectory(atPath: folder.url.path) {
      expectNoCanary(file)
      expectNoCanary((try? String(contentsOfFile: folder.path(file), encoding: .utf8)) ?? "")
    }
  }

  @Test func `may come from a file, and are in no output then`() throws {
    try Data("admin:canary\n".utf8).write(to: folder.appending("credentials"))
    let outcome = try VigilCommand.run(
      "detect", "rtsp://127.0.0.1:1/user={user}&password={password}", "--credentials", "credentials",
      "--model", "test-weights-narrow", "--crops", "1", "--log-level", "trace", in: folder.url)
    #expect(outcome.status == 1 && outcome.errors.contains("127.0.0.1:1"), "\(outcome.errors)")
    expectNoCanary(outcome.output + outcome.errors)
    let missing = try VigilCommand.run(
      "detect", "rtsp://127.0.0.1:1/live", "--credentials", "none", in: folder.url)
    #expect(missing.status == 1 && missing.errors.contains("none"))
  }

  private func expectNoCanary(_ text: String) {
    let lines = text.split(separator: "\n").filter { $0.lowercased().contains("canary") }
    #expect(lines.isEmpty)
  }
}
