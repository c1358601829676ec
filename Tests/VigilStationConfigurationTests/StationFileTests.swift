import Foundation
import Testing
import VigilStationConfiguration

@Suite struct `The station's file` {
  private func read(_ text: String, environment: [String: String] = [:]) throws -> StationFile {
    try StationFile(text: text, name: "s.yaml", secrets: SecretSource(environment: environment))
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
          model: [flow.vigil, head.vigil]
          schedule: [mon-fri 18:00-07:00, "sat,sun"]
        yard:
          source: rtsp://10.0.0.2/a
          detect: rtsp://10.0.0.2/b
          alarms: 1/day
          keep: 2d
          transport: udp
      """)
    #expect(file.cameraMistakes.isEmpty)
    #expect(file.station.folder == "/tmp/v" && file.station.free == StationSettings().free)
    #expect(file.cameras.map(\.name) == ["door", "yard"])
    #expect(file.cameras.map(\.window) == [8, 16])
    #expect(file.cameras.map(\.record) == [.continuous, .continuous])
    #expect(file.cameras.map(\.keep) == [86_400, 172_800])
    #expect(file.cameras.map(\.model.names) == [["flow.vigil", "head.vigil"], ["demo"]])
    #expect(file.cameras.map(\.transport) == [.automatic, .udp])
    #expect(file.cameras[1].alarms == Rate(perDay: 1))
    #expect(
      file.cameras[1].source.text == "rtsp://10.0.0.2/a"
        && file.cameras[1].detect?.text == "rtsp://10.0.0.2/b")
    #expect(file.cameras[0].schedule.contains(.tuesday, minute: 3 * 60))
    #expect(!file.cameras[0].schedule.contains(.monday, minute: 3 * 60))
    #expect(file.camera(named: "door")?.window == 8 && file.camera(named: "cellar") == nil)
  }

  @Test func `may come from an editor of Windows, and from a pipe`() throws {
    let file = try read("\u{FEFF}window: 16\r\ncameras:\r\n  on: {source: a.mp4}\r\n")
    #expect(file.cameras.map(\.name) == ["on"] && file.cameras[0].window == 16)
    let pipe = Pipe()
    // More than a pipe holds at once.
    let text = "cameras:\n" + (0..<4000).map { "  c\($0): {source: \($0).mp4}\n" }.joined()
    let writer = Thread {
      try? pipe.fileHandleForWriting.write(contentsOf: Data(text.utf8))
      try? pipe.fileHandleForWriting.close()
    }
    writer.start()
    let path = "/dev/fd/\(pipe.fileHandleForReading.fileDescriptor)"
    #expect(
      try StationFile(URL(filePath: path), secrets: SecretSource(environment: [:])).cameras.count == 4000)
  }

  @Test func `leaves out a camera that is wrong, and only that`() throws {
    let file = try read(
      "cameras:\n  a: {source: a.mp4}\n  b: {source: b.mp4, window: -1, keep: 1}\n  C: {source: c.mp4}\n  d:\n"
    )
    #expect(file.cameras.map(\.name) == ["a"])
    #expect(file.cameraMistakes.map(\.place?.line) == [3, 3, 4, 5])
    #expect(file.cameraMistakes.map(\.camera) == ["b", "b", "C", "d"])
  }

  @Test func `knows the cameras that it leaves out, unless a name is wrong, and what holds for all`() throws {
    let lines = "keep: 7d\ncameras:\n  a: {source: a.mp4, keep: 2d}\n  b: {source: b.mp4, window: -1}\n"
    let file = try read(lines)
    #expect(file.cameraNames == ["a", "b"])
    #expect(file.shared.keep == 604_800 && file.shared.keepEvents == CameraSettings().keepEvents)
    #expect(try read(lines + "  Yard: {source: c.mp4}\n").cameraNames == nil)
    #expect(try read(lines + "  [c]: {source: c.mp4}\n").cameraNames == nil)
  }

  @Test func `stops the start where the station is wrong, with all mistakes at once`() {
    let mistakes = #expect(throws: StationFileMistakes.self) {
      try read("fre: 1GB\nfree: 3\nwindow: 0\ncameras:\n  a: {source: a.mp4}")
    }
    #expect(
      mistakes?.mistakes.map(\.message) == [
        "s.yaml:1:1: the station has no key \"fre\"; did you mean \"free\"?",
        "s.yaml:2:7: free is \"3\", not a size such as 500MB or 20GiB",
        "s.yaml:3:9: window is 0, not 1 to 1024",
      ])
  }

  @Test func `stops the start where no camera is right`() {
    let mistakes = #expect(throws: StationFileMistakes.self) {
      try read("cameras:\n  a: {window: 1}\n  b: {window: 1}")
    }
    #expect(mistakes?.mistakes.map(\.place?.line) == [2, 3])
  }

  @Test func `is read from a path, and refused there if it is missing, long or no text`() throws {
    let folder = URL.temporaryDirectory.appending(path: UUID().uuidString)
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    let file = folder.appending(path: "station.yaml")
    func mistake() -> StationFileError? {
      do throws(StationFileMistakes) {
        _ = try StationFile(file, secrets: SecretSource(environment: [:]))
        return nil
      } catch {
        return error.mistakes.first
      }
    }
    #expect(mistake()?.code == .unreadable)
    let station = "cameras: {a: {source: a.mp4}}\n"
    try Data(station.utf8).write(to: file)
    #expect(mistake() == nil)
    try Data((station + "#" + String(repeating: "x", count: 1 << 20)).utf8).write(to: file)
    #expect(mistake()?.message.hasSuffix("it is longer than 1 MiB, which no station needs") == true)
    try Data([0x61, 0xff, 0xfe]).write(to: file)
    #expect(mistake()?.message.contains("UTF-8") == true)
    try FileManager.default.removeItem(at: file)
    try FileManager.default.createDirectory(at: file, withIntermediateDirectories: true)
    #expect(mistake()?.code == .unreadable)
  }

  @Test(
    arguments: [
      ("", "127.0.0.1", 8321), ("listen: 0.0.0.0:80", "0.0.0.0", 80), ("listen: \"[::1]:0\"", "::1", 0),
      ("listen: off", nil, 0), ("listen: \"off\"", nil, 0),
    ] as [(String, String?, Int)])
  func `says where the station answers`(line: String, address: String?, port: Int) throws {
    let listen = try read(line + "\ncameras: {a: {source: a}}").station.listen
    #expect(listen.address?.text == address && listen.port == port)
    #expect(try read("listen: \(listen.written)\ncameras: {a: {source: a}}").station.listen == listen)
  }

  @Test func `never shows the token for metrics`() throws {
    let file = try read("metrics_token: 0123456789abcdef\ncameras: {a: {source: a}}")
    #expect(file.station.metricsToken?.revealed == "0123456789abcdef")
    var dumped = ""
    dump(file, to: &dumped)
    #expect(!dumped.contains("0123456789abcdef") && !"\(file)".contains("0123456789abcdef"))
  }

  @Test func `never shows the address of the heartbeat`() throws {
    let line = "heartbeat: https://hc.example/canary\nheartbeat_every: 5m\n"
    let file = try read(line + "cameras: {a: {source: a}}")
    #expect(file.station.heartbeat?.revealed.absoluteString == "https://hc.example/canary")
    #expect(file.station.heartbeatEvery == 300)
    var shown = "\(file)" + String(reflecting: file)
    dump(file, to: &shown)
    shown += StationSettings.keys.map { $0.written(file.station) }.joined(separator: " ")
    #expect(shown.contains("https://hc.example") && !shown.contains("canary"))
    for wrong in [
      "ftp://canary", "https://canary:canary@a/b", "mqtt://canary", "[https://a/canary]", "canary",
    ] {
      let error = #expect(throws: StationFileMistakes.self) {
        try read("heartbeat: \(wrong)\ncameras: {a: {source: a}}")
      }
      #expect(error.map { !"\($0)".contains("canary") } == true, "\(wrong)")
    }
  }

  @Test func `tells what a new one changes, and nothing else`() throws {
    let old = try read(
      """
      threads: 1
      cameras:
        a: {source: a.mp4}
        b: {source: b.mp4}
        c: {source: c.mp4, user: u, password: "${P}"}
        d: {source: d.mp4}
      """, environment: ["P": "one"])
    let new = try read(
      """
      cameras:
        e: {source: e.mp4}
        c: {source: c.mp4, user: u, password: "${P}"}
        b: {source: b.mp4, before: 6s}
        a: {window: 32, source: "a.mp4"}  # the default, written out
        d: {}
      """, environment: ["P": "two"])
    let changes = new.changes(from: old)
    #expect(changes.added.map(\.name) == ["e"])
    #expect(changes.removed == ["d"])
    #expect(changes.changed.map(\.name) == ["c", "b"])
    #expect(changes.unchanged == ["a"])
    #expect(changes.isStationChanged)
    #expect(new.changes(from: new).isEmpty)
  }

  @Test func `has a digest of each camera that every setting changes, and no other thing`() throws {
    let lines = [
      "source: b.mp4", "detect: b.mp4", "user: x", "user: x\n    password: y", "user: x\n    password: z",
      "enabled: false",
      "transport: udp", "any_certificate: true", "silence: 11s", "frozen: 11s", "model: x", "model: [x, y]",
      "preset: compact", "crops: 5",
      "window: 31", "threshold: 0.5", "review_threshold: 0.5", "alarms: 2/week", "reviews: 1/day",
      "schedule: never",
      "longest_event: 5m", "still_gate: false", "privacy: [[0, 0, 1, 0, 1, 1]]",
      "zones: [[0, 0, 1, 0, 1, 1]]", "record: off",
      "verify: [/bin/x, y]", "verify_timeout: 2m", "verify_severity: [review]",
      "before: 1s", "after: 1s", "keep: 2h", "keep_events: 2h", "sound: true", "features: false",
      "review_like_false: 0.9", "ring: 2MiB",
    ]
    let digests = try (lines + ["window: 32"]).map { line in
      let source = line.hasPrefix("source") ? "" : "\n    source: a.mp4"
      return try #require(try read("cameras:\n  door:\n    \(line)\(source)").cameras.first).digest
    }
    #expect(Set(digests).count == digests.count)
    #expect(try digests.last == read("cameras: {door: {source: a.mp4}}").cameras[0].digest)
    #expect(try digests.last != read("cameras: {gate: {source: a.mp4}}").cameras[0].digest)
    for key in CameraSettings.keys { #expect(lines.contains { $0.contains(key.name + ":") }, "\(key.name)") }
    // The same on every machine and in every process.
    #expect(digests.last?.count == 64)
  }
}
