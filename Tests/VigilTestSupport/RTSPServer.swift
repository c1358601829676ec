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

  private let server: PythonServer

  /// Where it listens.
  package var port: Int { server.port }

  /// Starts serving `/test`, on a free port unless one is given, and waits until it is ready.
  package init(port: Int = 0, user: String? = nil, password: String? = nil) throws {
    server = try PythonServer(
      "rtsp_server", in: .module, ["\(port)"] + [user, password].compactMap { $0 })
  }

  /// How many connections were made to it since it was last asked.
  package func newConnections() -> Int {
    let output = server.output.fileHandleForReading
    var poller = pollfd(fd: output.fileDescriptor, events: Int16(POLLIN), revents: 0)
    guard poll(&poller, 1, 0) > 0, poller.revents & Int16(POLLIN) != 0 else { return 0 }
    let text = String(decoding: output.availableData, as: UTF8.self)
    return text.split(separator: "\n").count { $0 == "connection" }
  }

  /// Ends the server at once.
  package func kill() { server.kill() }

  /// Makes the server silent without closing its connections.
  package func freeze() { server.freeze() }

  /// Lets it go on.
  package func thaw() { server.thaw() }
}
