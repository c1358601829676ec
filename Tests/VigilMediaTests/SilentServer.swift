import Foundation
import VigilTestSupport

/// A server on this machine that accepts connections and never says a word, unless a test does.
final class SilentServer: Sendable {
  let port: UInt16
  private let descriptor: Int32

  /// Listens at a port, or at any.
  init(port wanted: UInt16 = 0) throws {
    descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_addr.s_addr = inet_addr("127.0.0.1")
    address.sin_port = wanted.bigEndian
    var length = socklen_t(MemoryLayout<sockaddr_in>.size)
    let descriptor = descriptor
    let isBound = withUnsafeMutablePointer(to: &address) { pointer in
      pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        bind(descriptor, $0, length) == 0 && listen(descriptor, 8) == 0
          && getsockname(descriptor, $0, &length) == 0
      }
    }
    guard isBound else {
      close(descriptor)
      throw CommandLineTool.Failure(description: "cannot listen on this machine")
    }
    port = UInt16(bigEndian: address.sin_port)
  }

  deinit { close(descriptor) }

  /// How many clients have connected; each is asked for once.
  var waitingConnections: Int {
    var count = 0
    var poller = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
    while poll(&poller, 1, 0) > 0 {
      close(accept(descriptor, nil, nil))
      count += 1
    }
    return count
  }

  /// Waits for a client.
  @discardableResult
  func connection() async -> Connection {
    await withCheckedContinuation { continuation in
      DispatchQueue.global().async {
        continuation.resume(returning: Connection(descriptor: accept(self.descriptor, nil, nil)))
      }
    }
  }

  /// A client's connection.
  final class Connection: Sendable {
    private let descriptor: Int32

    init(descriptor: Int32) { self.descriptor = descriptor }

    deinit { close(descriptor) }

    /// Sends all of it.
    func send(_ bytes: [UInt8]) {
      var rest = bytes[...]
      while !rest.isEmpty {
        let count = Array(rest).withUnsafeBytes {
          Foundation.send(descriptor, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL))
        }
        guard count > 0 else { return }
        rest = rest.dropFirst(count)
      }
    }

    /// Waits for the client to hang up, ignoring what it says; false when it still holds on after five seconds.
    func isHungUp() -> Bool {
      var poller = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
      var bytes = [UInt8](repeating: 0, count: 1024)
      while poll(&poller, 1, 5_000) > 0 {
        if recv(descriptor, &bytes, bytes.count, 0) <= 0 { return true }
      }
      return false
    }
  }
}
