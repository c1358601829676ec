import Foundation
import Testing
import VigilStationConfiguration

@Suite struct `The station's file` {
  private func read(_ text: String) throws -> StationFile { try StationFile(text: text, name: "s.yaml") }

  private func mistakes(_ text: String) -> [String] {
    do {
      return try read(text).cameraMistakes.map(\.message)
    } catch {
      return (error as? StationFileMistakes)?.mistakes.map(\.message) ?? ["\(error)"]
    }
  }

  @Test func `gives each camera what is written for it, else for all, else the default`() throws {
    let file = try read(
      """
      folder: /tmp/v
      window: 16
      record: continuous
      cameras:
        door:
          source: rtsp://10.0.0.1/a
          window: 8
          schedule: [mon-fri 18:00-07:00, "sat,sun"]
        yard:
          source: rtsp://10.0.0.2/a
          alarms: 1/day
          keep: 2d
      """)
    #expect(file.cameraMistakes.isEmpty)
    #expect(file.station.folder == "/tmp/v" && file.station.listen == StationSettings().listen)
    #expect(file.cameras.map(\.name) == ["door", "yard"])
    #expect(file.cameras.map(\.window) == [8, 16])
    #expect(file.cameras.map(\.record) == [.continuous, .continuous])
    #expect(file.cameras.map(\.keep) == [86_400, 172_800])
    #expect(file.cameras[1].alarms == Rate(perDay: 1))
    #expect(file.cameras[0].schedule.contains(.tuesday, minute: 3 * 60))
    #expect(!file.cameras[0].schedule.contains(.monday, minute: 3 * 60))
    #expect(file.cameras[0].schedule.contains(.saturday, minute: 3 * 60))
  }

  @Test(arguments: [
    ("treshold: 0.5", "s.yaml:3:5: camera \"door\" has no key \"treshold\"; did you mean \"threshold\"?"),
    ("window: many", "s.yaml:3:13: window is \"many\", not a whole number"),
    ("window: 0", "s.yaml:3:13: window is 0, not 1 to 1024"),
    ("keep: 30", "s.yaml:3:11: keep is \"30\", not a time such as 10s, 5m, 24h or 30d"),
    ("keep:", "s.yaml:3:5: keep has no value; write a time such as 10s, 5m, 24h or 30d, or leave the key out"),
    ("record: contnuous", "s.yaml:3:13: record is \"contnuous\", not one of events, continuous, off; did you mean \"continuous\"?"),
    ("crops: 3", "s.yaml:3:12: crops is 3, not 1, 5 or 10"),
    ("alarms: often", "s.yaml:3:13: alarms is \"often\", not a rate such as 1/week or 5/day"),
    ("threshold: nan", "s.yaml:3:16: threshold is \"nan\", not a number"),
    ("source: [a, b]", "s.yaml:3:13: source is a list, not a text"),
    ("password: x", "s.yaml:3:15: camera \"door\": password needs user"),
  ])
  func `tells a mistake with its place`(line: String, message: String) {
    let source = line.hasPrefix("source") ? "" : "\n    source: a.mp4"
    #expect(mistakes("cameras:\n  door:\n    \(line)\(source)") == [message])
  }

  @Test func `leaves out a camera that is wrong, and only that`() throws {
    let file = try read("cameras:\n  a: {source: a.mp4}\n  b: {source: b.mp4, window: -1}\n  C: {source: c.mp4}\n  d:\n")
    #expect(file.cameras.map(\.name) == ["a"])
    #expect(file.cameraMistakes.map(\.place?.line) == [3, 4, 5])
  }

  @Test func `stops the start where the station is wrong, with all mistakes at once`() {
    let found = mistakes("listn: x\nfree: 3\ncertificate: /a\ncameras:\n  a: {source: a.mp4}")
    #expect(
      found == [
        "s.yaml:1:1: the station has no key \"listn\"; did you mean \"listen\"?",
        "s.yaml:2:7: free is \"3\", not a size such as 500MB or 20GiB",
        "s.yaml:3:14: certificate and key belong together; give both or none",
      ])
  }

  @Test(arguments: [
    ("", "s.yaml: there are no cameras: it is empty; begin with the example of `vigil run --example`"),
    ("folder: /a", "s.yaml: there is no key \"cameras\"; name at least one camera under it"),
    ("cameras: [a]", "s.yaml:1:10: cameras is a list, not a mapping of names to settings"),
    (
      "cameras: {a: &x {source: a}, b: *x}",
      "s.yaml:1:14: anchors and aliases (& and *) are not supported; write the values out, or once for all cameras"
    ),
    ("cameras:\n  a: {source: a}\n  a: {source: b}", "s.yaml:2:3: \"a\" is there twice; keep one"),
  ])
  func `explains what is no station`(text: String, message: String) {
    #expect(mistakes(text) == [message])
  }

  @Test func `never shows a secret`() throws {
    let file = try read("user: canary1\npassword: pre${K}\ncameras:\n  a: {source: a.mp4, password: [canary2]}\n  b: {source: b.mp4}")
    let all = "\(file) \(file.cameraMistakes.map(\.message))" + String(reflecting: file.cameras)
    #expect(!all.contains("canary") && !all.contains("pre"))
    let password = try #require(file.cameras.first?.password)
    #expect(try password.revealed(by: SecretSource(environment: ["K": "x"])) == "prex")
    let mistake = #expect(throws: SettingMistake.self) { try password.revealed(by: SecretSource(environment: [:])) }
    #expect(mistake?.reason.contains("${K}") == true)
  }

  @Test func `example works as it stands, also with all its keys`() throws {
    let example = StationExample.yaml()
    let plain = try read(example)
    #expect(plain.cameraMistakes.isEmpty && plain.cameras.map(\.name) == ["door"])
    #expect(plain.cameras[0] == {
      var camera = CameraSettings()
      (camera.name, camera.source) = ("door", "rtsp://192.168.1.20/stream1")
      return camera
    }())
    // A key that has no example and no default cannot be shown with a value.
    let bare = /^ *# [a-z_]+:$/
    let all = example.split(separator: "\n").compactMap { line -> Substring? in
      if line.wholeMatch(of: bare) != nil { return nil }
      guard let match = line.wholeMatch(of: /( *)# ([a-z_]+: .*)/) else { return line }
      return match.1 + match.2
    }
    let file = try read(all.joined(separator: "\n"))
    #expect(file.cameraMistakes.isEmpty)
    #expect(file.cameras[0].privacy.count == 1 && file.cameras[0].zones.count == 1)
  }

  @Test func `schema names every key`() throws {
    let json = try #require(
      try JSONSerialization.jsonObject(with: Data(StationSchema.json().utf8)) as? [String: Any])
    let properties = try #require(json["properties"] as? [String: Any])
    #expect(Set(properties.keys).isSuperset(of: StationSettings.keys.map(\.name)))
    let cameras = try #require(properties["cameras"] as? [String: Any])
    let camera = try #require((cameras["additionalProperties"] as? [String: Any])?["properties"] as? [String: Any])
    #expect(Set(camera.keys) == Set(CameraSettings.keys.map(\.name)))
  }
}

@Suite struct `Values of the station's file` {
  private func read<Value: SettingValue>(_ text: String, as type: Value.Type) throws -> Value {
    try Value.read(.text(text))
  }

  @Test func `are written as they are read`() throws {
    for text in ["10s", "90s", "5m", "24h", "30d", "2w"] {
      let value = try read(text, as: Seconds.self)
      #expect(try read(value.written, as: Seconds.self) == value)
    }
    #expect(Seconds(86_400).written == "1d" && Seconds(90).written == "90s" && Seconds(0).written == "0s")
    #expect(try read("2 GiB", as: Bytes.self).written == "2GiB")
    #expect(try read("1.5gb", as: Bytes.self).value == 1_500_000_000)
    #expect(Rate(perDay: 1.0 / 7).written == "1/week" && Rate(perDay: 5).written == "5/day")
    #expect(try read(" 3 / month", as: Rate.self).perDay == 0.1)
  }

  @Test func `of schedules go over midnight and over the week's end`() throws {
    let schedule = try read("fri-mon 22:00-02:00", as: Schedule.self)
    #expect(schedule.contains(.friday, minute: 22 * 60) && !schedule.contains(.friday, minute: 119))
    #expect(schedule.contains(.tuesday, minute: 119) && !schedule.contains(.tuesday, minute: 120))
    #expect(try read("daily 00:00-24:00", as: Schedule.self) == .always)
    for text in ["mon 25:00-26:00", "mon 10:00", "mun", "mon 10:00-10:00", ""] {
      #expect(throws: SettingMistake.self) { try read(text, as: Schedule.self) }
    }
  }

  @Test func `of regions are polygons in the picture`() throws {
    let numbers = ["0", "0", "1", "0", "0", "1"].map { WrittenValue.text($0) }
    let region = try Region.read(.list(numbers))
    #expect(region.contains(x: 0.2, y: 0.2) && !region.contains(x: 0.8, y: 0.8))
    #expect(throws: SettingMistake.self) { try Region.read(.list(Array(numbers.dropLast()))) }
    #expect(throws: SettingMistake.self) { try Region.read(.list(numbers + [.text("1.5"), .text("0")])) }
  }
}
