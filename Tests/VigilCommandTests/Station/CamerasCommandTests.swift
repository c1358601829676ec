import Foundation
import Testing
import VigilTestSupport

@Suite(.ownThread, .timeLimit(.minutes(5))) struct `Cameras on the command line` {
  @Test(.enabled(if: RTSPServer.isInstalled))
  func `are probed, and give the lines for a station's file without their secrets`() throws {
    let server = try RTSPServer(user: "admin", password: "canary")
    let address = "rtsp://127.0.0.1:\(server.port)/test"
    let outcome = try VigilCommand.run(
      "cameras", "probe", address, "--seconds", "1", "--name", "door",
      environment: ["VIGIL_CREDENTIALS": "admin:canary"])
    #expect(outcome.status == 0, "\(outcome.errors)")
    for text in ["H.264", "160 x 120", "  door:", "source: \"\(address)\"", "${DOOR_PASSWORD}"] {
      #expect(outcome.output.contains(text), "\(text) in \(outcome.output)")
    }
    #expect(!(outcome.output + outcome.errors).contains("canary"))
    let wrong = try VigilCommand.run("cameras", "probe", "rtsp://admin:canary2@127.0.0.1:\(server.port)/test")
    #expect(wrong.status == 1 && !(wrong.output + wrong.errors).contains("canary"), "\(wrong.errors)")
  }

  @Test func `are checked by doctor, with what is wrong and without secrets`() throws {
    let folder = try TemporaryFolder()
    try Data(
      """
      folder: \(folder.path("data"))
      model: test-weights-narrow
      user: admin
      password: ${DOOR_PASSWORD}
      cameras: {door: {source: 'rtsp://127.0.0.1:1/a'}}
      """.utf8
    ).write(to: folder.appending("station.yaml"))
    let outcome = try VigilCommand.run(
      "doctor", "station.yaml", in: folder.url, environment: ["DOOR_PASSWORD": "canary"])
    #expect(outcome.status == 1, "no camera listens on port 1")
    for text in ["✓ file", "✓ folder", "clock", "✓ descriptors", "✗ camera"] {
      #expect(outcome.output.contains(text), "\(text) in \(outcome.output)")
    }
    #expect(!(outcome.output + outcome.errors).contains("canary"))
  }
}
