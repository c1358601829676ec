import Foundation
import Testing
import VigilTestSupport

/// `vigil run` with a camera at which twenty people look, one of them slowly, and one who takes nothing at all.
@Suite(.ownThread, .timeLimit(.minutes(15))) struct `A station that many look at` {
  /// How many take what comes at once.
  private static let quick = 20
  /// What the station may take up in MiB more than without viewers: 4 MiB wait for each that is slow, and what all share is there once.
  /// What is allocated for a moment, and gaps in the heaps, are the rest.
  private static let memory = 64.0

  @Test func `scores every picture, asks the camera once, and is as before when they have left`() throws {
    // Noise, so that pictures are large: half a minute of them fills what the system holds for those that do not read.
    let pictures = try CameraPictures(filter: "noise=alls=40:allf=t", size: "640x360", count: 80)
    let camera = try FakeCamera(pictures) { ($0.rate, $0.nextPause) = (25, 2 * 16) }
    let folder = try TemporaryFolder()
    let file = """
      folder: data
      listen: 127.0.0.1:0
      model: \(TestModels.demo.path)
      crops: 1
      before: 1s
      threshold: 0.99
      cameras: {gate: {source: "rtsp://127.0.0.1:\(camera.port)/a"}}

      """
    try Data(file.utf8).write(to: folder.appending("station.yaml"))
    let station = try VigilCommand(["run", "station.yaml"], in: folder.url)
    #expect(station.waitForError("listening "))
    let look = StationLook(port: try #require(station.port), camera: camera)
    station.readErrorsOn()
    try look.watch(until: { $0.scored >= 6 })
    // What exists from the first viewer on stays.
    try LiveViewers(port: look.port, quick: 1, slow: 1 << 20).leave(after: {
      try look.watch(until: { $0.scored >= 10 })
    })
    try look.watch(until: { $0.streams == 0 })
    let before = try ProcessSample(station.identifier)

    let viewers = try LiveViewers(port: look.port, quick: Self.quick, slow: 400_000)
    try look.watch(until: { $0.streams == Double(Self.quick + 2) })
    let (first, began) = (try look.now(), camera.sent.count)
    var highest = 0.0
    // Until the one that takes nothing is turned away and the slow one has jumped.
    try look.watch(until: { now in
      highest = max(highest, try ProcessSample(station.identifier).resident)
      return now.streams == Double(Self.quick + 1) && now.missed > first.missed
        && now.scored >= first.scored + 40
    })
    let (last, ended) = (try look.now(), camera.sent.count)
    let seen = try viewers.leave()
    try look.watch(until: { $0.streams == 0 && $0.connections <= 1 })

    #expect(last.dropped == 0 && camera.connections.count == 1)
    #expect(seen.count == Self.quick + 2 && seen.allSatisfy { $0.status == 200 })
    // All of the quick ones have got every picture from where they began: each has a piece of the longest.
    let quick = seen.filter { $0.kind == "quick" }
    let longest = try #require(quick.map(\.pictures).max { $0.count < $1.count })
    for viewer in quick {
      #expect(viewer.missing.isEmpty && !viewer.hasEnded)
      // One picture waits in the muxer for the next, and others are on their way.
      #expect(viewer.pictures.count >= ended - began - 25, "\(viewer.pictures.count) of \(ended - began)")
      #expect(longest.contains(viewer.pictures), "a picture is missing or comes twice")
    }
    let slow = try #require(seen.first { $0.kind == "slow" })
    #expect(slow.missing.reduce(0, +) > 0 && slow.jumpedToKey.allSatisfy { $0 } && !slow.jumpedToKey.isEmpty)
    #expect(last.missed >= Double(slow.missing.reduce(0, +)))
    #expect(highest <= before.resident + Self.memory, "\(before.resident) MiB became \(highest) MiB")

    var after = try ProcessSample(station.identifier)
    // Some threads are made when they are needed and then wait for work; one for each viewer would be twenty.
    try? look.watch(until: { _ in
      after = try ProcessSample(station.identifier)
      return after.sockets <= before.sockets && after.threads <= before.threads + 4
    })
    #expect(
      after.sockets <= before.sockets && after.threads <= before.threads + 4, "\(before) became \(after)")
    station.interrupt()
    let outcome = station.finish()
    #expect(outcome.status == 0, "\(outcome.errors.suffix(2000))")
  }
}

/// What a station says of itself, and a camera that sends no more than the station has scored, and a snippet: on a machine that is busy
/// with other tests nothing is dropped for want of time.
private struct StationLook {
  /// Numbers of `/metrics`.
  struct Numbers {
    /// Snippets of the camera that were scored, or left out to save time.
    var scored = 0.0
    var dropped = 0.0
    var streams = 0.0
    var connections = 0.0
    /// Pictures that viewers were too slow for.
    var missed = 0.0
  }

  let port: Int
  let camera: FakeCamera

  func now() throws -> Numbers {
    let text = try CommandLineTool.run(
      "curl", ["-sS", "--max-time", "60", "http://127.0.0.1:\(port)/metrics"])
    func number(_ name: String) -> Double {
      text.split(separator: "\n").first { $0.hasPrefix(name + " ") }
        .flatMap { Double($0.dropFirst(name.count + 1)) } ?? 0
    }
    func snippets(_ outcome: String) -> Double {
      number("vigil_camera_snippets_total{camera=\"gate\",outcome=\"\(outcome)\"}")
    }
    return Numbers(
      scored: snippets("scored") + snippets("skipped"), dropped: snippets("dropped"),
      streams: number("vigil_http_live_streams"), connections: number("vigil_http_connections"),
      missed: number("vigil_http_dropped_pictures_total"))
  }

  /// Lets the camera go on until something holds.
  func watch(until holds: (Numbers) throws -> Bool, line: Int = #line) throws {
    try waitUntil(
      {
        let now = try now()
        camera.change { $0.nextPause = 16 * (Int(now.scored) + 2) }
        return try holds(now)
      }, within: 300, line: line)
  }
}

/// Viewers in a process of their own.
private final class LiveViewers {
  /// What one has got.
  struct Seen: Decodable {
    var kind: String
    var status: Int
    /// Digests of the pictures, in their order.
    var pictures: [String]
    /// How many pictures it was told are missing, for each jump.
    var missing: [Int]
    var jumpedToKey: [Bool]
    var hasEnded: Bool
  }

  private let process = Process()
  private let (input, output) = (Pipe(), Pipe())

  /// - Parameter slow: Bytes a second of the slow one.
  init(port: Int, quick: Int, slow: Int) throws {
    guard let script = Bundle.module.url(forResource: "Fixtures/live_viewers", withExtension: "py"),
      let python = CommandLineTool.path(of: "python3")
    else { throw CommandLineTool.Failure(description: "python3 or the viewers' script is missing") }
    process.executableURL = URL(fileURLWithPath: python)
    process.arguments = [script.path, "\(port)", "\(quick)", "\(slow)"]
    (process.standardInput, process.standardOutput) = (input, output)
    try process.run()
  }

  deinit { if process.isRunning { process.terminate() } }

  /// Makes all of them leave.
  @discardableResult func leave(after: () throws -> Void = {}) throws -> [Seen] {
    try after()
    try input.fileHandleForWriting.close()
    let data = output.fileHandleForReading.readDataToEndOfFile()
    process.waitUntilExit()
    return try data.split(separator: UInt8(ascii: "\n")).map { try JSONDecoder().decode(Seen.self, from: $0) }
  }
}
