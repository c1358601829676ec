import Foundation
import Testing
import VigilStationConfiguration

@Suite struct `A secret` {
  private func read(_ text: String, environment: [String: String] = [:]) throws -> StationFile {
    try StationFile(text: text, name: "s.yaml", secrets: SecretSource(environment: environment))
  }

  /// All that a program could print of a value.
  private func everything(_ value: Any) -> String {
    var dumped = ""
    dump(value, to: &dumped)
    return "\(value) \(String(reflecting: value)) \(dumped)"
  }

  @Test func `is put together from a text and from what names hold`() throws {
    let file = try read(
      "user: viewer\ncameras:\n  a: {source: a.mp4, password: \"pre${K}-${L}\"}\n  b: {source: b.mp4, user: 0123, password: 12}",
      environment: ["K": "one", "L": "$two{}"])
    #expect(file.cameras.map(\.password?.revealed) == ["preone-$two{}", "12"])
    #expect(file.cameras.map(\.user?.revealed) == ["viewer", "0123"])
    #expect(file.cameras[0].password?.names == ["K", "L"])
  }

  @Test func `comes from systemd's credentials before the environment`() throws {
    let folder = URL.temporaryDirectory.appending(path: UUID().uuidString)
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    try Data("from a file\nsecond line\n".utf8).write(to: folder.appending(path: "door.password"))
    try Data([0xff, 0xfe]).write(to: folder.appending(path: "BROKEN"))
    try Data("canary\0\n".utf8).write(to: folder.appending(path: "NUL"))
    let environment = [
      "CREDENTIALS_DIRECTORY": folder.path, "door.password": "from the environment", "OTHER": "other",
      "BROKEN": "x",
    ]
    let file = try read(
      """
      user: u
      cameras:
        a: {source: a.mp4, password: "${door.password}"}
        b: {source: b.mp4, password: "${OTHER}"}
        c: {source: c.mp4, password: "${BROKEN}"}
        d: {source: d.mp4, password: "${NUL}"}
      """, environment: environment)
    #expect(file.cameras.map(\.password?.revealed) == ["from a file", "other"])
    #expect(file.cameraMistakes.map(\.code) == [.missingSecret, .wrongValue])
    #expect(
      file.cameraMistakes.last?.message
        == "s.yaml:6:32: password refers to ${NUL}, which holds a NUL character; give it as a line of text")
    #expect(file.cameraMistakes.first?.place == StationFileError.Place(line: 5, column: 32))
  }

  @Test func `is in no text, error, dump or page`() throws {
    let file = try read(
      """
      user: canary1
      password: pre${K}
      cameras:
        a: {source: "rtsp://10.0.0.1/a?token=canary3", password: [canary4]}
        b: {source: "rtsp://10.0.0.1/b?token=canary5", detect: "http://10.0.0.1/b?token=canary6"}
        c: {source: "rtsp://canary7:canary8@10.0.0.1/c"}
        d: {source: d.mp4, user: "canary9${NOWHERE}"}
        e: {source: e.mp4, user: {canary10: canary11}}
        f: {source: "rtsp://10.0.0.1/f", pasword: canary12}
        g: {source: g.mp4, user: "${canary-13!}"}
        h: {source: h.mp4, window: "${K}"}
      """, environment: ["K": "canary2"])
    #expect(file.cameras.map(\.name) == ["b"])
    #expect(file.cameras[0].password?.revealed == "precanary2")
    #expect(file.cameraMistakes.count == 7)
    let changes = file.changes(from: try read("cameras: {z: {source: z.mp4}}"))
    let shown = [
      everything(file), everything(file.cameras[0]), everything(file.cameraMistakes), everything(changes),
      StationExample.yaml(), StationSchema.json(), StationReference.markdown(),
      file.cameraMistakes.map(\.message).joined(),
      CameraSettings.keys.map { $0.written(file.cameras[0]) }.joined(),
    ].joined()
    #expect(shown.contains("rtsp://10.0.0.1/b"))
    #expect(!shown.contains("canary") && !shown.contains("precanary"))
    for broken in [
      "user: canary\nuser: canary2\ncameras: {a: {source: b}}", "cameras: {a: {source: b, user: *canary}}",
      "cameras: {a: {source: b, user: \"\\canary\"}}", "cameras: {a: {source: b, user: &canary x}}",
      "cameras: {a: {source: b, user: !canary x}}", "password: [canary]\ncameras: {a: {source: b}}",
      "password: {canary: canary}\ncameras: {a: {source: b}}", "password: |canary\ncameras: {a: {source: b}}",
      "password: @canary\ncameras: {a: {source: b}}", "password: %canary: x\ncameras: {a: {source: b}}",
    ] {
      let error = #expect(throws: StationFileMistakes.self) { try read(broken) }
      #expect(
        error.map { everything($0).contains("canary") || $0.message.contains("canary") } == false, "\(broken)"
      )
    }
  }
}
