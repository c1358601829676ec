import Foundation
import Testing
import VigilTestSupport

/// The program that the README begins with.
@Suite struct `The ten-line example` {
  static let root = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "../..")
    .standardizedFileURL

  /// The program that was built with the tests: beside the test bundle.
  static func program() throws -> URL {
    var folder = Bundle.main.bundleURL
    for _ in 0..<4 {
      let candidate = folder.appending(path: "FirstAlarm")
      if FileManager.default.isExecutableFile(atPath: candidate.path) { return candidate }
      folder.deleteLastPathComponent()
    }
    throw CommandLineTool.Failure(description: "FirstAlarm was not built")
  }

  @Test func `stands in the README as it is built`() throws {
    let readme = try String(contentsOf: Self.root.appending(path: "README.md"), encoding: .utf8)
    let code = try String(
      contentsOf: Self.root.appending(path: "Examples/FirstAlarm/main.swift"), encoding: .utf8)
    #expect(readme.contains("```swift\n\(code)```"))
    #expect(code.split(separator: "\n", omittingEmptySubsequences: false).dropLast().count == 10)
  }

  @Test(.timeLimit(.minutes(15))) func `scores every snippet of a video`() throws {
    let folder = try TemporaryFolder()
    try CommandLineTool.ffmpeg(
      "-f", "lavfi", "-i", "testsrc2=size=160x120:rate=25:duration=2", folder.path("clip.mp4"))
    let process = Process()
    process.executableURL = try Self.program()
    process.arguments = [folder.path("clip.mp4")]
    process.currentDirectoryURL = Self.root
    let output = Pipe()
    process.standardOutput = output
    try process.run()
    let lines = String(decoding: output.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
      .split(separator: "\n")
    process.waitUntilExit()
    #expect(process.terminationStatus == 0)
    // 50 frames are three whole snippets and a partial one, which the preset fills up.
    let scores = lines.filter { !$0.hasPrefix("alarm") }
    #expect(scores.count == 4 && scores[1].hasPrefix("0.64 s: "), "\(lines)")
  }
}
