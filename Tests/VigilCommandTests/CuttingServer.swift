import Foundation
import VigilTestSupport

/// A real HTTP server, Python's, that cuts its first answer in the middle.
struct CuttingServer {
  private let server: PythonServer

  var port: Int { server.port }

  /// Serves a file at any path.
  init(_ file: URL) throws {
    server = try PythonServer("cutting_server", in: .module, [file.path])
  }
}
