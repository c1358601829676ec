import Foundation
import Testing
import VigilTestSupport

@Suite(.ownThread, .timeLimit(.minutes(15))) struct `A station on the command line` {
  @Test(.enabled(if: RTSPServer.isInstalled))
  func `watches, reads its file at SIGHUP, and leaves events that are verified and no secret`() throws {
    let server = try RTSPServer(user: "admin", password: "canary")
    let folder = try TemporaryFolder()
    let file = """
      folder: data
      model: \(TestModels.demo.path)
      threshold: 0
      before: 1s
      after: 1s
      user: admin
      password: ${DOOR_PASSWORD}
      cameras: {door: {source: "rtsp://127.0.0.1:\(server.port)/test"}}

      """
    try Data(file.utf8).write(to: folder.appending("station.yaml"))
    let station = try VigilCommand(
      ["run", "station.yaml", "--log-level", "trace"], in: folder.url,
      environment: ["DOOR_PASSWORD": "canary"])
    #expect(station.waitForError(" event="))
    kill(station.identifier, SIGHUP)
    #expect(station.waitForError("read again"))
    station.interrupt()
    let outcome = station.finish()
    #expect(outcome.status == 0, "\(outcome.errors)")

    func vigil(_ arguments: String...) throws -> VigilCommand.Outcome {
      try VigilCommand(arguments, in: folder.url).finish()
    }
    let event = try #require(try vigil("events", "list", "station.yaml", "--json").objects.first)
    #expect(event["state"] as? String == "ended" && event["severity"] as? String == "alarm")
    let id = try #require(event["id"] as? String)
    let shown = try vigil("events", "show", "data", id)
    #expect(shown.output.contains(".mp4") && shown.output.contains("scores 0."), "\(shown.output)")
    let export = try vigil("events", "export", "data", id, "--output", "case.zip")
    #expect(export.status == 0, "\(export.errors)")
    #expect(try vigil("verify", "case.zip", "--key", "data/station.pem").status == 0)
    #expect(try vigil("verify", "data").status == 0)
    for text in [outcome.output, outcome.errors, shown.output] { #expect(!text.contains("canary")) }
    for name in try FileManager.default.subpathsOfDirectory(atPath: folder.url.path) {
      let bytes = (try? Data(contentsOf: folder.appending(name))) ?? Data()
      #expect(bytes.firstRange(of: Data("canary".utf8)) == nil, "\(name)")
    }
  }
}
