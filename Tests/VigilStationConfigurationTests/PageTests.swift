import Foundation
import Testing
import VigilStationConfiguration
import VigilTestSupport

@Suite struct `Pages about the station's file` {
  private func read(_ text: String) throws -> StationFile {
    let names = [
      "CAMERA_PASSWORD": "x", "METRICS_TOKEN": "0123456789abcdef", "NTFY_TOKEN": "tk_0123456789",
      "WEBHOOK_SECRET": "whsec_MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3", "MQTT_USER": "vigil", "MQTT_PASSWORD": "x",
    ]
    return try StationFile(text: text, name: "s.yaml", secrets: SecretSource(environment: names))
  }

  /// The example with every key that shows a value in use.
  private static var whole: String {
    let bare = /^ *# [a-z_]+:$/
    let parts = StationExample.yaml().split(separator: "# notify:\n")
    let notify = parts[1].split(separator: "\n").map { $0.dropFirst(2) }.joined(separator: "\n")
    return (parts[0] + "notify:\n" + notify).split(separator: "\n").compactMap { line -> Substring? in
      if line.wholeMatch(of: bare) != nil { return nil }
      guard let match = line.wholeMatch(of: /( *)# ([a-z_]+: .*)/) else { return line }
      return match.1 + match.2
    }.joined(separator: "\n")
  }

  @Test func `example works as it stands`() throws {
    let file = try read(StationExample.yaml())
    var camera = CameraSettings()
    (camera.name, camera.source) = ("door", "rtsp://192.168.1.20/stream1")
    #expect(file.cameraMistakes.isEmpty && file.cameras == [camera])
    #expect(file.station == StationSettings() && file.notify.isEmpty)
  }

  @Test func `example works with all its keys, and shows each with a value`() throws {
    let file = try read(Self.whole)
    #expect(file.cameraMistakes.isEmpty)
    #expect(file.cameras[0].privacy.count == 1 && file.cameras[0].zones.count == 1)
    #expect(
      file.notify.map(\.name) == ["phone", "home", "mail", "light"] && file.notify.first?.secrets.count == 1)
    let names = StationSettings.keys.map(\.name) + CameraSettings.keys.map(\.name)
    for name in names + ChannelSettings.keys.map(\.name) {
      #expect(Self.whole.contains("\(name): "), "\(name)")
    }
  }

  @Test func `reference holds the tables that are made from the keys`() throws {
    let page = URL(filePath: #filePath).deletingLastPathComponent()
      .appending(path: "../../docs/reference/station-file.md").standardizedFileURL
    if ProcessInfo.processInfo.environment["VIGIL_WRITE_PAGES"] != nil {
      let text = try String(contentsOf: page, encoding: .utf8)
      let start = try #require(text.range(of: "## Keys of the station"))
      let end = text.range(of: "## Values")?.lowerBound ?? text.endIndex
      try (text[..<start.lowerBound] + StationReference.markdown() + "\n" + text[end...])
        .write(to: page, atomically: true, encoding: .utf8)
    }
    let text = try String(contentsOf: page, encoding: .utf8)
    #expect(
      text.contains(StationReference.markdown()),
      "VIGIL_WRITE_PAGES=1 swift test --filter VigilStationConfigurationTests writes them into \(page.path)")
  }

  @Test func `schema names every key`() throws {
    let json = try #require(
      try JSONSerialization.jsonObject(with: Data(StationSchema.json().utf8)) as? [String: Any])
    let properties = try #require(json["properties"] as? [String: Any])
    let shared = CameraSettings.keys.filter(\.isShared).map(\.name)
    #expect(Set(properties.keys) == Set(StationSettings.keys.map(\.name) + shared + ["cameras", "notify"]))
    let cameras = try #require(properties["cameras"] as? [String: Any])
    let camera = try #require(
      (cameras["additionalProperties"] as? [String: Any])?["properties"] as? [String: Any])
    #expect(Set(camera.keys) == Set(CameraSettings.keys.map(\.name)))
  }

  // `env`: the system's own Python seldom has them.
  private static let hasValidator =
    (try? CommandLineTool.run("env", ["python3", "-c", "import yaml, jsonschema"])) != nil

  @Test(.enabled(if: hasValidator, "python3 with yaml and jsonschema is not installed"))
  func `schema accepts the example, and refuses what it can see to be wrong`() throws {
    let right = [StationExample.yaml(), Self.whole].map { [$0, "right"] }
    let lines = [
      "treshold: 0.5", "window: 0", "window: many", "keep: 30", "keep:", "ring: 64", "record: contnuous",
      "crops: 3", "alarms: often",
      "threshold: 1.5", "review_threshold: x", "enabled: 3", "model: [a, b, c]",
      "privacy: [[0, 0, 2, 0, 1, 1]]", "zones: 3",
      "password: [x]", "transport: quic", "schedule: 3", "sound: loud", "detect: rtsp://u:p@h/a",
    ]
    let wrong =
      lines.map { ["cameras:\n  door:\n    \($0)\n    source: a.mp4\n", "wrong"] }
      + [
        "cameras: {}", "folder: a", "cameras: {A: {source: a}}", "cameras: {a: {}}",
        "frre: 3GB\ncameras: {a: {source: a}}", "listen: 8321\ncameras: {a: {source: a}}",
        "proxies: [proxy.example]\ncameras: {a: {source: a}}",
        "notify: {}\ncameras: {a: {source: a}}", "notify: {a: {}}\ncameras: {a: {source: a}}",
        "notify: {a: {url: 'ftp://a'}}\ncameras: {a: {source: a}}",
        "notify: {a: {command: []}}\ncameras: {a: {source: a}}",
        "notify: {a: {command: [/bin/x], url: 'http://a'}}\ncameras: {a: {source: a}}",
        "notify: {a: {url: 'smtp://a', from: a, to: [b@c]}}\ncameras: {a: {source: a}}",
        "notify: {a: {url: 'http://a', preset: smtp}}\ncameras: {a: {source: a}}",
      ]
      .map { [$0, "wrong"] }
    let script = """
      import json, jsonschema, sys, yaml
      class Loader(yaml.SafeLoader): pass
      # As YAML 1.2 and editors: on and off are texts.
      Loader.yaml_implicit_resolvers = {k: [r for r in v if r[0] != 'tag:yaml.org,2002:bool']
        for k, v in yaml.SafeLoader.yaml_implicit_resolvers.items()}
      import re
      Loader.add_implicit_resolver('tag:yaml.org,2002:bool', re.compile('^(true|false)$'), list('tf'))
      schema, texts = json.load(sys.stdin)
      schema = json.loads(schema)
      jsonschema.Draft202012Validator.check_schema(schema)
      validator = jsonschema.Draft202012Validator(schema)
      for text, expected in texts:
        errors = list(validator.iter_errors(yaml.load(text, Loader)))
        if bool(errors) != (expected == 'wrong'):
          print('expected', expected, text, [e.message for e in errors])
      """
    let folder = try TemporaryFolder()
    let input = folder.url.appending(path: "input.json")
    try JSONSerialization.data(withJSONObject: [StationSchema.json(), right + wrong]).write(to: input)
    let output = try CommandLineTool.run(
      "env", ["python3", "-c", script.replacing("sys.stdin", with: "open('\(input.path)')")])
    #expect(output.trimmingCharacters(in: .whitespacesAndNewlines) == "")
  }
}
