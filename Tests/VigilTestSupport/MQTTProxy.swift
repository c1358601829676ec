import Foundation

/// Stands between clients and a broker, and cuts connections instead of passing on that the broker has taken an event; a process of its own.
package final class MQTTProxy {
  /// Where it listens.
  package let port: Int
  private let process = Process()

  /// Starts it, on a free port.
  ///
  /// - Parameter cuts: How often it cuts; later it passes everything on.
  package init(before broker: MosquittoBroker, cuts: Int) throws {
    guard let script = Bundle.module.url(forResource: "Fixtures/mqtt_proxy", withExtension: "py"),
      let python = CommandLineTool.path(of: "python3")
    else { throw CommandLineTool.Failure(description: "the proxy's script is missing") }
    process.executableURL = URL(filePath: python)
    process.arguments = [script.path, "\(broker.port)", "\(cuts)"]
    let output = Pipe()
    process.standardOutput = output
    process.standardError = FileHandle.nullDevice
    try process.run()
    let line = String(decoding: output.fileHandleForReading.availableData, as: UTF8.self)
    guard let port = Int(line.trimmingCharacters(in: .whitespacesAndNewlines)) else {
      throw CommandLineTool.Failure(description: "the proxy did not start")
    }
    self.port = port
  }

  deinit {
    guard process.isRunning else { return }
    kill(process.processIdentifier, SIGKILL)
    process.waitUntilExit()
  }
}
