import Foundation

/// Programs that make test files and serve test streams.
package enum CommandLineTool {
  /// Where a program is, or nil when it is not installed.
  package static func path(of name: String) -> String? {
    // The system's own programs first: another Python would lack the system's GStreamer.
    ("/usr/bin:" + (ProcessInfo.processInfo.environment["PATH"] ?? "")).split(separator: ":")
      .map { "\($0)/\(name)" }
      .first { FileManager.default.isExecutableFile(atPath: $0) }
  }

  /// A program is missing or failed.
  package struct Failure: Error, CustomStringConvertible {
    package var description: String

    package init(description: String) {
      self.description = description
    }
  }

  /// Runs a program to its end and gives what it wrote.
  @discardableResult
  package static func run(_ name: String, _ arguments: [String]) throws -> String {
    guard let path = path(of: name) else { throw Failure(description: "\(name) is not installed") }
    let process = Process()
    process.executableURL = URL(fileURLWithPath: path)
    process.arguments = arguments
    let output = Pipe()
    let errors = Pipe()
    process.standardOutput = output
    process.standardError = errors
    process.standardInput = FileHandle.nullDevice
    try process.run()
    let text = output.fileHandleForReading.readDataToEndOfFile()
    let complaint = errors.fileHandleForReading.readDataToEndOfFile()
    process.waitUntilExit()
    guard process.terminationStatus == 0 else {
      throw Failure(description: "\(name) failed: \(String(decoding: complaint, as: UTF8.self))")
    }
    return String(decoding: text, as: UTF8.self)
  }

  /// Runs `ffmpeg`, which is needed to test this library.
  package static func ffmpeg(_ arguments: String...) throws {
    try run("ffmpeg", ["-hide_banner", "-v", "error", "-y"] + arguments)
  }

  /// How many frames `ffprobe` decodes from a file.
  package static func frameCount(_ path: String) throws -> Int? {
    let text = try run(
      "ffprobe",
      [
        "-v", "error", "-count_frames", "-select_streams", "v:0", "-show_entries", "stream=nb_read_frames",
        "-of", "csv=p=0", path,
      ])
    return text.split(whereSeparator: { !$0.isNumber }).first.flatMap { Int($0) }
  }
}
