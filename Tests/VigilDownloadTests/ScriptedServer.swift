import Foundation
import Synchronization

/// A real HTTP server on the loopback interface that answers each request as its script says.
///
/// One thread accepts, each connection has one of its own, and none is closed for good before the end: a number of a
/// descriptor must not come to mean something else while anyone may still use it.
final class ScriptedServer: Sendable {
  private struct State {
    var requests: [ScriptedRequest] = []
    var connections: [Int32] = []
    var cuts: [(at: Int, connection: Int32)] = []
    var isStopped = false
  }

  private let script: [Reply]
  private let state = Mutex(State())
  private let listener: Int32
  private let threads = DispatchGroup()
  let port: Int

  /// Runs `body` against a server that gives these replies, one for each request; a further one gets status 599.
  @discardableResult
  static func run<Result>(
    _ script: [Reply], _ body: (ScriptedServer) async throws -> Result
  ) async throws -> Result {
    let server = try ScriptedServer(script)
    defer { server.stop() }
    return try await body(server)
  }

  private init(_ script: [Reply]) throws {
    self.script = script
    #if canImport(Darwin)
      listener = socket(AF_INET, SOCK_STREAM, 0)
    #else
      listener = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
    #endif
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_addr.s_addr = UInt32(0x7f00_0001).bigEndian
    var length = socklen_t(MemoryLayout<sockaddr_in>.size)
    let (listener, size) = (listener, length)
    let status = withUnsafeMutablePointer(to: &address) { pointer in
      pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { address in
        bind(listener, address, size) == 0 && listen(listener, 16) == 0
          && getsockname(listener, address, &length) == 0
      }
    }
    port = Int(UInt16(bigEndian: address.sin_port))
    guard status else { throw POSIXError(.EADDRNOTAVAIL) }
    inThread { $0.acceptAll() }
  }

  func url(_ path: String = "weights.pkl") -> URL {
    URL(string: "http://127.0.0.1:\(port)/\(path)") ?? URL(filePath: "/")
  }

  /// The requests so far.
  var requests: [ScriptedRequest] { state.withLock { $0.requests } }

  /// The `Range` headers of the requests so far.
  var ranges: [String?] { requests.map { $0.headers["Range"].first } }

  /// Cuts the connections that are to be cut when the client has that many bytes.
  func clientHas(_ bytes: Int) {
    state.withLock { state in
      for cut in state.cuts where cut.at == bytes { shutdown(cut.connection, Int32(SHUT_RDWR)) }
      state.cuts.removeAll { $0.at == bytes }
    }
  }

  private func stop() {
    let connections = state.withLock { state in
      state.isStopped = true
      for descriptor in state.connections + [listener] { shutdown(descriptor, Int32(SHUT_RDWR)) }
      return state.connections
    }
    threads.wait()
    for descriptor in connections + [listener] { close(descriptor) }
  }

  private func inThread(_ body: @escaping @Sendable (ScriptedServer) -> Void) {
    threads.enter()
    Thread.detachNewThread {
      body(self)
      self.threads.leave()
    }
  }

  private func acceptAll() {
    while true {
      let connection = accept(listener, nil, nil)
      guard connection >= 0 else { return }
      let isTaken = state.withLock { state in
        if !state.isStopped { state.connections.append(connection) }
        return !state.isStopped
      }
      guard isTaken else {
        close(connection)
        return
      }
      inThread { $0.serve(connection) }
    }
  }

  /// Writes one reply and ends the connection, or leaves it silent.
  private func serve(_ connection: Int32) {
    let reply = receive(connection).map(reply)
    // Before the client can have anything.
    if case .cut(let bytes) = reply?.ending { state.withLock { $0.cuts.append((bytes, connection)) } }
    var rest = (reply?.bytes ?? [])[...]
    while !rest.isEmpty {
      let sent = rest.withUnsafeBytes { send(connection, $0.baseAddress, $0.count, Self.noSignal) }
      // The client has left.
      guard sent > 0 else { return }
      rest = rest.dropFirst(sent)
    }
    switch reply?.ending {
    case .close, nil: shutdown(connection, Int32(SHUT_RDWR))
    case .silence, .cut: break
    }
  }

  /// Waits for a request; nil when what comes is none.
  private func receive(_ connection: Int32) -> ScriptedRequest? {
    var bytes: [UInt8] = []
    var block = [UInt8](repeating: 0, count: 4096)
    let end = Array("\r\n\r\n".utf8)
    while bytes.suffix(4) != end[...] {
      let count = recv(connection, &block, block.count, 0)
      guard count > 0 else { return nil }
      bytes += block[..<count]
      // TLS, for one.
      guard bytes.starts(with: Array("GET ".utf8).prefix(bytes.count)) else { return nil }
    }
    return ScriptedRequest(String(decoding: bytes, as: UTF8.self))
  }

  private func reply(to request: ScriptedRequest) -> Reply.Bytes {
    let index = state.withLock { state in
      state.requests.append(request)
      return state.requests.count - 1
    }
    let reply = index < script.count ? script[index] : Reply.status(599)
    return reply.bytes(request)
  }

  #if canImport(Darwin)
    private static let noSignal: Int32 = 0
  #else
    private static let noSignal = Int32(MSG_NOSIGNAL)
  #endif
}
