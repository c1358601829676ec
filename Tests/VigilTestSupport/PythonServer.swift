package import Foundation

/// A server that a script in Python is, in a process of its own.
package final class PythonServer {
  /// Where it listens.
  package let port: Int
  private let process = Process()
  /// What it prints after its port.
  let output = Pipe()

  /// Starts it, and waits until it listens: its first line is its port.
  ///
  /// - Parameters:
  ///   - name: The script among the fixtures, without `.py`.
  ///   - bundle: Where the fixtures are.
  package init(_ name: String, in bundle: Bundle, _ arguments: [String]) throws {
    guard let script = bundle.url(forResource: "Fixtures/\(name)", withExtension: "py"),
      let python = CommandLineTool.path(of: "python3")
    else { throw CommandLineTool.Failure(description: "python3 or \(name).py is missing") }
    process.executableURL = URL(filePath: python)
    process.arguments = [script.path] + arguments
    process.standardOutput = output
    process.standardError = FileHandle.nullDevice
    try process.run()
    guard let port = Int(Self.firstLine(of: output.fileHandleForReading.fileDescriptor)) else {
      throw CommandLineTool.Failure(description: "\(name).py did not start")
    }
    self.port = port
  }

  deinit { kill() }

  /// What is printed up to a line feed; what follows, such as that somebody has connected at once, stays in the pipe.
  private static func firstLine(of descriptor: Int32) -> String {
    var line: [UInt8] = []
    var byte: UInt8 = 0
    while true {
      let count = read(descriptor, &byte, 1)
      if count < 0, errno == EINTR { continue }
      guard count == 1, byte != UInt8(ascii: "\n") else { return String(decoding: line, as: UTF8.self) }
      line.append(byte)
    }
  }

  /// Ends it at once.
  package func kill() {
    guard process.isRunning else { return }
    Foundation.kill(process.processIdentifier, SIGKILL)
    process.waitUntilExit()
  }

  /// Makes it silent without closing its connections.
  func freeze() { Foundation.kill(process.processIdentifier, SIGSTOP) }

  /// Lets it go on.
  func thaw() { Foundation.kill(process.processIdentifier, SIGCONT) }
}
