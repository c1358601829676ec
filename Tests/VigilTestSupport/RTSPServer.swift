import Foundation

/// A real RTSP server, GStreamer's, in a process of its own.
package final class RTSPServer {
  /// Whether GStreamer's RTSP server and its Python binding are installed.
  package static let isInstalled: Bool = {
    let check =
      "import gi; gi.require_version('Gst', '1.0'); gi.require_version('GstRtspServer', '1.0');"
      + "from gi.repository import Gst, GstRtspServer; Gst.init(None);"
      + "assert Gst.ElementFactory.find('x264enc') and Gst.ElementFactory.find('rtph264pay')"
    return (try? CommandLineTool.run("python3", ["-c", check])) != nil
  }()

  /// Where it listens.
  package let port: Int
  private let process = Process()
  private let output: Pipe

  /// Starts serving `/test`, on a free port unless one is given, and waits until it is ready.
  package init(port: Int = 0, user: String? = nil, password: String? = nil) throws {
    guard let script = Bundle.module.url(forResource: "Fixtures/rtsp_server", withExtension: "py"),
      let python = CommandLineTool.path(of: "python3")
    else { throw CommandLineTool.Failure(description: "the RTSP server's script is missing") }
    process.executableURL = URL(fileURLWithPath: python)
    process.arguments = [script.path, "\(port)"] + [user, password].compactMap { $0 }
    output = Pipe()
    process.standardOutput = output
    process.standardError = FileHandle.nullDevice
    try process.run()
    let line = String(decoding: output.fileHandleForReading.availableData, as: UTF8.self)
    guard let port = Int(line.trimmingCharacters(in: .whitespacesAndNewlines)) else {
      throw CommandLineTool.Failure(description: "the RTSP server did not start")
    }
    self.port = port
  }

  deinit { kill() }

  /// How many connections were made to it since it was last asked.
  package func newConnections() -> Int {
    var poller = pollfd(fd: output.fileHandleForReading.fileDescriptor, events: Int16(POLLIN), revents: 0)
    guard poll(&poller, 1, 0) > 0, poller.revents & Int16(POLLIN) != 0 else { return 0 }
    let text = String(decoding: output.fileHandleForReading.availableData, as: UTF8.self)
    return text.split(separator: "\n").count { $0 == "connection" }
  }

  /// Ends the server at once.
  package func kill() {
    guard process.isRunning else { return }
    Foundation.kill(process.processIdentifier, SIGKILL)
    process.waitUntilExit()
  }

  /// Makes the server silent without closing its connections.
  package func freeze() { Foundation.kill(process.processIdentifier, SIGSTOP) }

  /// Lets it go on.
  package func thaw() { Foundation.kill(process.processIdentifier, SIGCONT) }
}
