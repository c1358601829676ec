import Foundation

/// A real HTTP server in a process of its own that takes webhooks, and fails as it is told.
package final class WebhookSink {
  /// One request that it had.
  package struct Request: Decodable, Sendable {
    package var path: String
    package var headers: [String: String]
    package var body: String
    /// Whether a receiver would have it now, also if the sender could not know.
    package var taken: Bool
    package var mode: String

    /// What Standard Webhooks tells messages apart by.
    package var id: String { headers["webhook-id"] ?? "" }
  }

  private let folder: TemporaryFolder
  /// Where it listens.
  package private(set) var port = 0
  private var server: PythonServer?

  /// Starts it, on a free port.
  ///
  /// - Parameter mode: How it answers: a word of `webhook_sink.py`.
  package init(_ mode: String = "ok") throws {
    folder = try TemporaryFolder()
    try set(mode)
    try start()
  }

  /// Its address.
  package var url: String { "http://127.0.0.1:\(port)/hook" }

  /// Answers otherwise from now on.
  package func set(_ mode: String) throws {
    try Data(mode.utf8).write(to: folder.appending("mode"), options: .atomic)
  }

  /// Starts it, where it was before.
  package func start() throws {
    let server = try PythonServer(
      "webhook_sink", in: .module, ["\(port)", folder.path("mode"), folder.path("record")])
    (self.server, port) = (server, server.port)
  }

  /// Ends it at once.
  package func kill() { server?.kill() }

  /// All requests so far, whole ones.
  package var requests: [Request] {
    guard let text = try? String(contentsOf: folder.appending("record"), encoding: .utf8) else { return [] }
    return text.split(separator: "\n").compactMap {
      try? JSONDecoder().decode(Request.self, from: Data($0.utf8))
    }
  }
}
