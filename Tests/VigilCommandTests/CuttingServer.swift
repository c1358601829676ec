import Foundation
import VigilTestSupport

/// A real HTTP server, Python's, that cuts its first answer in the middle.
final class CuttingServer {
  let port: Int
  private let process = Process()

  /// Serves a file at any path.
  init(_ file: URL) throws {
    guard let script = Bundle.module.url(forResource: "Fixtures/cutting_server", withExtension: "py"),
      let python = CommandLineTool.path(of: "python3")
    else { throw CommandLineTool.Failure(description: "python3 or the server's script is missing") }
    process.executableURL = URL(filePath: python)
    process.arguments = [script.path, file.path]
    let output = Pipe()
    process.standardOutput = output
    process.standardError = FileHandle.nullDevice
    try process.run()
    let line = String(decoding: output.fileHandleForReading.availableData, as: UTF8.self)
    guard let port = Int(line.trimmingCharacters(in: .whitespacesAndNewlines)) else {
      throw CommandLineTool.Failure(description: "the HTTP server did not start")
    }
    self.port = port
  }

  deinit {
    kill(process.processIdentifier, SIGKILL)
    process.waitUntilExit()
  }
}
