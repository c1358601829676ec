import Foundation
import Testing
import VigilTestSupport

@Suite struct `The file of a station on the command line` {
  let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  private func check(_ text: String, environment: [String: String] = [:]) throws -> VigilCommand.Outcome {
    try Data(text.utf8).write(to: folder.appending("station.yaml"))
    return try VigilCommand.run("run", "--check", "station.yaml", in: folder.url, environment: environment)
  }

  @Test func `is shown as what would be watched`() throws {
    let outcome = try check(
      """
      folder: data
      model: test-weights-narrow
      cameras:
        door:
          source: rtsp://127.0.0.1/stream1
          detect: rtsp://127.0.0.1/stream2
          user: viewer
          password: ${DOOR_PASSWORD}
        yard: {source: "rtsp://127.0.0.1/yard", enabled: false}
      """, environment: ["DOOR_PASSWORD": "canary"])
    #expect(outcome.status == 0, "\(outcome.errors)")
    for text in ["door", "rtsp://127.0.0.1/stream2", "test-weights-narrow", "1/week", "yard", "off"] {
      #expect(outcome.output.contains(text), "\(text)")
    }
    #expect(outcome.errors.contains("not trained"))
    #expect(!(outcome.output + outcome.errors).contains("canary"))
    #expect(try folder.names() == ["station.yaml"], "nothing is started")
  }

  @Test(arguments: [
    ("cameras: {door: {source: 'rtsp://127.0.0.1/a', treshold: 0.5}}", "station.yaml:1:", "threshold"),
    ("cameras:\n  door: {source: 'rtsp://127.0.0.1/a'}\n  door: {source: x}", "station.yaml:", "twice"),
    ("cameras:\n  door:\n    user: a", "station.yaml:2:3:", "source"),
    (
      "cameras:\n  door:\n    source: rtsp://127.0.0.1/a\n    user: a\n    password: ${VIGIL_NOWHERE}",
      "station.yaml:5:", "VIGIL_NOWHERE"
    ),
    ("keep: 24\ncameras: {door: {source: 'rtsp://127.0.0.1/a'}}", "station.yaml:1:", "24h"),
    ("cameras: [", "station.yaml:", "YAML"),
    (
      "cameras: {door: {source: 'rtsp://127.0.0.1/a', model: nothing-of-that-name}}", "door",
      "nothing-of-that-name"
    ),
    (
      "cameras:\n  door: {source: 'rtsp://127.0.0.1/a', model: test-weights-narrow}\n  yard: {source: 'rtsp://a:canary@b/c'}",
      "station.yaml:3:", "password"
    ),
    (
      "cameras: {door: {source: a.mp4, model: test-weights-narrow}}\nnotify: {siren: {command: [/no/siren]}}",
      "siren", "there is no program /no/siren"
    ),
    (
      "cameras: {door: {source: 'rtsp://127.0.0.1/a'}}\nnotify: {siren: {command: [siren]}}",
      "station.yaml:2:", "no path from /"
    ),
    (
      "cameras: {door: {source: 'rtsp://127.0.0.1/a'}}\nnotify: {a: {url: 'smtp://b', from: vigil, to: c@d}}",
      "station.yaml:2:", "not an address"
    ),
  ]) func `is refused with the place of each mistake, also for one camera`(
    text: String, place: String, reason: String
  ) throws {
    let outcome = try check(text)
    #expect(outcome.status == 1)
    let line = try #require(
      outcome.errorLines.first { $0.contains(place) && $0.contains(reason) }, "\(outcome.errors)")
    #expect(!line.contains("canary") && !outcome.errors.contains("canary"))
  }

  @Test func `does not start a station if it is broken`() throws {
    try Data("cameras: 3".utf8).write(to: folder.appending("station.yaml"))
    let outcome = try VigilCommand.run("run", "station.yaml", in: folder.url)
    #expect(outcome.status == 78 && outcome.errors.contains("station.yaml:1:"), "\(outcome.errors)")
    let missing = try VigilCommand.run("run", "none.yaml", in: folder.url)
    #expect(missing.status == 78 && missing.errors.contains("none.yaml"))
  }

  @Test func `has a schema in JSON and an example that is right`() throws {
    let schema = try VigilCommand.run("run", "--schema")
    let object = try JSONSerialization.jsonObject(with: Data(schema.output.utf8)) as? [String: Any]
    #expect((object?["properties"] as? [String: Any])?["cameras"] != nil)
    let example = try VigilCommand.run("run", "--example")
    // The demo model lies in the sources, and is not installed where tests run.
    let outcome = try check(example.output.replacing("# model: demo", with: "model: test-weights-narrow"))
    #expect(outcome.status == 0, "\(outcome.errors)")
    #expect(outcome.output.contains("rtsp://"))
  }

  @Test(arguments: [["run"], ["run", "--schema", "a.yaml"], ["run", "--check", "--example"]])
  func `is asked for`(arguments: [String]) throws {
    #expect(try VigilCommand(arguments).finish().status == 64)
  }
}
