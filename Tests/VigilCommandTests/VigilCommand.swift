import Foundation
import Synchronization
import Testing
import VigilTestSupport

/// The program itself, as a user runs it.
final class VigilCommand {
  /// How a run ended.
  struct Outcome {
    var status: Int32
    var output: String
    var errors: String

    /// The JSON objects on standard output, one a line.
    var objects: [[String: Any]] {
      output.split(separator: "\n").compactMap {
        (try? JSONSerialization.jsonObject(with: Data($0.utf8))) as? [String: Any]
      }
    }

    /// The objects of one type.
    func objects(_ type: String) -> [[String: Any]] { objects.filter { $0["type"] as? String == type } }

    /// The scores of the snippets, in order.
    var scores: [Double] { objects("snippet").compactMap { $0["score"] as? Double } }

    /// The lines of standard error.
    var errorLines: [String] { errors.split(separator: "\n").map(String.init) }
  }

  /// The program that was built with the tests: beside the test bundle.
  static let executable: URL = {
    var folder = Bundle.main.bundleURL
    for _ in 0..<4 {
      let candidate = folder.appending(path: "vigil")
      if FileManager.default.isExecutableFile(atPath: candidate.path) { return candidate }
      folder.deleteLastPathComponent()
    }
    return URL(filePath: #filePath).deletingLastPathComponent().appending(path: "../../.build/release/vigil")
      .standardizedFileURL
  }()

  /// One cache for all tests, so that each network is compiled once.
  private static let cache = FileManager.default.temporaryDirectory.appending(path: "vigil-test-cache")

  private let process = Process()
  private let output = Pipe()
  private let errors = Pipe()
  private let written = Mutex("")
  private let complained = Text()
  /// Signalled at the end of standard error; nil until a thread reads it.
  private var errorsRead: DispatchSemaphore?

  /// What a thread writes and another reads.
  private final class Text: Sendable {
    let value = Mutex("")
  }

  /// Starts the program.
  ///
  /// - Parameters:
  ///   - input: what it can read on standard input, less than 64 KiB; nothing if nil.
  ///   - program: what is started in its place, such as a shell that starts it.
  init(
    _ arguments: [String], in folder: URL? = nil, environment: [String: String] = [:], input: Data? = nil,
    program: URL = VigilCommand.executable
  ) throws {
    process.executableURL = program
    process.arguments = arguments
    process.currentDirectoryURL = folder
    process.environment = ProcessInfo.processInfo.environment
      .merging(["XDG_CACHE_HOME": Self.cache.path, "VIGIL_MODELS": "/nonexistent"]) { $1 }
      .merging(environment) { $1 }
    process.standardInput = FileHandle.nullDevice
    if let input {
      let pipe = Pipe()
      try pipe.fileHandleForWriting.write(contentsOf: input)
      try pipe.fileHandleForWriting.close()
      process.standardInput = pipe
    }
    process.standardOutput = output
    process.standardError = errors
    try process.run()
  }

  deinit {
    if process.isRunning { kill(process.processIdentifier, SIGKILL) }
  }

  /// The process.
  var identifier: Int32 { process.processIdentifier }

  /// Waits until standard output holds `text` so many times; false if it ended before.
  func waitForOutput(_ text: String, times: Int = 1) -> Bool {
    while written.withLock({ $0.components(separatedBy: text).count - 1 }) < times {
      let data = output.fileHandleForReading.availableData
      guard !data.isEmpty else { return false }
      written.withLock { $0 += String(decoding: data, as: UTF8.self) }
    }
    return true
  }

  /// The processes that it has started and that still run.
  var children: [Int32] {
    // Each thread has a list of those that it started.
    let threads = "/proc/\(identifier)/task"
    return ((try? FileManager.default.contentsOfDirectory(atPath: threads)) ?? []).flatMap { thread in
      let text = (try? String(contentsOfFile: "\(threads)/\(thread)/children", encoding: .utf8)) ?? ""
      return text.split(separator: " ").compactMap { Int32($0) }
    }
  }

  /// Waits until it has started a process.
  ///
  /// - Parameter earlier: those that do not count.
  func waitForChild(besides earlier: [Int32] = []) throws -> Int32 {
    var found: Int32?
    try waitUntil {
      found = children.first { !earlier.contains($0) }
      return found != nil
    }
    return try #require(found)
  }

  /// Waits until standard error holds `text`; false if it ended before.
  func waitForError(_ text: String) -> Bool {
    while !complained.value.withLock({ $0.contains(text) }) {
      let data = errors.fileHandleForReading.availableData
      guard !data.isEmpty else { return false }
      complained.value.withLock { $0 += String(decoding: data, as: UTF8.self) }
    }
    return true
  }

  /// The port at which a station says that it listens, in what was read of its errors.
  var port: Int? {
    complained.value.withLock { text in
      text.firstMatch(of: /listening .*address=http:\/\/[0-9.]+:(\d+)/).flatMap { Int($0.1) }
    }
  }

  /// Reads standard error on a thread of its own from now on, so that a program that says much does not have to wait.
  func readErrorsOn() {
    guard errorsRead == nil else { return }
    let read = DispatchSemaphore(value: 0)
    errorsRead = read
    Thread.detachNewThread { [errorReader = errors.fileHandleForReading, complained] in
      while case let data = errorReader.availableData, !data.isEmpty {
        complained.value.withLock { $0 += String(decoding: data, as: UTF8.self) }
      }
      read.signal()
    }
  }

  /// Presses Ctrl-C.
  func interrupt() { kill(process.processIdentifier, SIGINT) }

  /// Waits for the end.
  func finish() -> Outcome {
    readErrorsOn()
    let rest = output.fileHandleForReading.readDataToEndOfFile()
    errorsRead?.wait()
    process.waitUntilExit()
    return Outcome(
      status: process.terminationStatus,
      output: written.withLock { $0 } + String(decoding: rest, as: UTF8.self),
      errors: complained.value.withLock { $0 })
  }

  /// Runs the program to its end.
  static func run(
    _ arguments: String..., in folder: URL? = nil, environment: [String: String] = [:]
  ) throws -> Outcome {
    try VigilCommand(arguments, in: folder, environment: environment).finish()
  }
}

/// Waits for a condition, but not for ever.
func waitUntil(_ holds: () throws -> Bool, within seconds: Int = 300, line: Int = #line) throws {
  let deadline = ContinuousClock.now + .seconds(seconds)
  while try !holds() {
    try #require(ContinuousClock.now < deadline, "nothing happened for \(seconds) s, line \(line)")
    usleep(20_000)
  }
}

/// Models of this repository.
enum TestModels {
  /// The demo model, which costs little: tests of a station are about what surrounds the networks.
  static let demo = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    .deletingLastPathComponent().appending(path: "models/demo.vigil")
}

/// Clips made on the spot.
enum Clips {
  /// 100 frames of 320x240 at 25 frames/s, with sound.
  static func make(_ file: URL, frames: Int = 100, sound: Bool = true) throws {
    let seconds = "\(Double(frames) / 25)"
    var arguments = ["-f", "lavfi", "-i", "testsrc2=size=320x240:rate=25:duration=\(seconds)"]
    if sound { arguments += ["-f", "lavfi", "-i", "sine=frequency=440:duration=\(seconds)", "-c:a", "aac"] }
    try CommandLineTool.run(
      "ffmpeg",
      ["-hide_banner", "-v", "error", "-y"] + arguments
        + [
          "-c:v", "libx264", "-preset", "ultrafast", "-pix_fmt", "yuv420p", "-frames:v", "\(frames)",
          file.path,
        ])
  }
}
