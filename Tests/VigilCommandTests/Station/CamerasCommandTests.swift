import Foundation
import Testing
import VigilStore
import VigilTestSupport

@Suite(.ownThread, .timeLimit(.minutes(15))) struct `Cameras on the command line` {
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

  @Test func `are not snoozed for so long that nobody would remember`() throws {
    let folder = try TemporaryFolder()
    try Data("folder: data\ncameras: {door: {source: a.mp4}}".utf8).write(
      to: folder.appending("station.yaml"))
    let station = try StationStore(folder: folder.appending("data"))
    defer { try? station.close() }
    for length in ["31d", "99999d"] {
      let long = try VigilCommand.run(
        "cameras", "snooze", "station.yaml", "door", "--for", length, in: folder.url)
      #expect(long.status == 64 && long.errors.contains("--for takes at most 30d"), "\(long.errors)")
    }
    #expect(try station.changes(at: Date()).isEmpty)
    let longest = try VigilCommand.run(
      "cameras", "snooze", "station.yaml", "door", "--for", "30d", in: folder.url)
    #expect(longest.output == "door: snoozed for 30d\n", "\(longest.errors)")
    #expect(try station.changes(at: Date()).map(\.camera) == ["door"])
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

  @Test func `have a model in shadow, take it over and go back, each by one command`() throws {
    let folder = try TemporaryFolder()
    try Data(
      """
      folder: \(folder.path("data"))
      model: \(TestModels.demo.path)
      cameras: {door: {source: 'rtsp://127.0.0.1:1/a'}, yard: {source: 'rtsp://127.0.0.1:1/b'}}
      """.utf8
    ).write(to: folder.appending("station.yaml"))
    try StationStore(folder: folder.appending("data")).close()
    /// The demo model by another name, with some lines of its manifest changed.
    func copy(_ name: String, _ changes: [(String, String)] = []) throws {
      let url = folder.appending("\(name).vigil")
      try FileManager.default.copyItem(at: TestModels.demo, to: url)
      let manifest = url.appending(path: "manifest.json")
      var text = try String(contentsOf: manifest, encoding: .utf8)
      for (old, new) in [("\"name\" : \"demo\"", "\"name\" : \"\(name)\"")] + changes {
        let changed = text.replacing(old, with: new)
        try #require(changed != text, "\(old) in \(text)")
        text = changed
      }
      try Data(text.utf8).write(to: manifest)
    }
    try copy("new")
    try copy("five", [("\"crops\" : 1", "\"crops\" : 5")])
    func run(_ verb: String, _ options: String...) throws -> VigilCommand.Outcome {
      try VigilCommand(["cameras", verb, "station.yaml"] + options, in: folder.url).finish()
    }
    for (options, reason) in [
      (["door", "--model", "five.vigil"], "same extractor, preset and crops"),
      (["door", "--model", "none.vigil"], "there is no model"), (["door", "--stop"], "no model scores"),
      (["door", "--report"], "no model has scored"), (["gate", "--model", "new.vigil"], "gate"),
    ] {
      let outcome = try VigilCommand(["cameras", "shadow", "station.yaml"] + options, in: folder.url).finish()
      #expect(
        outcome.status == 1 && outcome.errorLines.count == 1 && outcome.errors.contains(reason),
        "\(options): \(outcome.errors)")
    }
    #expect(try run("shadow", "door").status == 64)
    #expect(try run("adopt", "door").errors.contains("no model scores in the shadow of door"))

    let shadow = try run("shadow", "door", "--model", "new.vigil", "--by", "anna")
    #expect(shadow.output == "door: \(folder.path("new.vigil")) scores in shadow\n", "\(shadow.errors)")
    #expect(try run("list").output.contains("door: shadow \(folder.path("new.vigil")), by anna"))
    let adopt = try run("adopt", "--by", "anna")
    #expect(adopt.status == 0 && adopt.output.contains("provisional"), "\(adopt.errors)")
    #expect(try run("list").output.contains("door: model \(folder.path("new.vigil"))"))
    let revert = try run("revert", "door")
    #expect(revert.output.contains("which the file gives, is the model again"), "\(revert.errors)")
    let again = try run("revert", "door")
    #expect(again.status == 1 && again.errors.contains("none before it"), "\(again.errors)")
  }
}
