import Foundation
import VigilTestSupport

/// Another program that has locked a database.
final class DatabaseLock {
  private let process = Process()
  private let input = Pipe()

  /// Locks it.
  init(_ database: URL) throws {
    let script = """
      import signal, sqlite3, sys
      signal.alarm(300)
      database = sqlite3.connect(sys.argv[1], isolation_level=None, timeout=60)
      database.execute("BEGIN EXCLUSIVE")
      print("locked", flush=True)
      sys.stdin.read()
      database.execute("ROLLBACK")
      """
    guard let python = CommandLineTool.path(of: "python3") else {
      throw CommandLineTool.Failure(description: "python3 is not installed")
    }
    process.executableURL = URL(filePath: python)
    process.arguments = ["-c", script, database.path]
    process.standardInput = input
    let output = Pipe()
    process.standardOutput = output
    try process.run()
    guard !output.fileHandleForReading.availableData.isEmpty else {
      throw CommandLineTool.Failure(description: "the database cannot be locked")
    }
  }

  deinit { release() }

  /// Lets go of it.
  func release() {
    guard process.isRunning else { return }
    try? input.fileHandleForWriting.close()
    process.waitUntilExit()
  }
}
