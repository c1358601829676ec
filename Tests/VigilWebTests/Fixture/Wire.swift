import Foundation
import VigilTestSupport

/// A connection on which a test says whatever it likes.
final class Wire {
  private let descriptor: Int32
  /// What runs for as long as this is used.
  private let server: AnyObject?
  /// What came and was not asked for yet.
  private var waiting: [UInt8] = []

  init(port: Int, server: AnyObject? = nil) throws {
    self.server = server
    descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_port = in_port_t(port).bigEndian
    address.sin_addr.s_addr = in_addr_t(0x7f00_0001).bigEndian
    // No test hangs: what does not come within this is an error.
    var patience = timeval(tv_sec: 60, tv_usec: 0)
    setsockopt(descriptor, SOL_SOCKET, SO_RCVTIMEO, &patience, socklen_t(MemoryLayout<timeval>.size))
    setsockopt(descriptor, SOL_SOCKET, SO_SNDTIMEO, &patience, socklen_t(MemoryLayout<timeval>.size))
    let outcome = withUnsafePointer(to: &address) {
      $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        connect(descriptor, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
      }
    }
    guard outcome == 0 else {
      throw CommandLineTool.Failure(description: "cannot connect: \(String(cString: strerror(errno)))")
    }
  }

  deinit { close(descriptor) }

  /// Whether this machine has addresses of IPv6.
  static let hasIPv6: Bool = {
    let descriptor = socket(AF_INET6, Int32(SOCK_STREAM.rawValue), 0)
    defer { close(descriptor) }
    var address = sockaddr_in6()
    address.sin6_family = sa_family_t(AF_INET6)
    return withUnsafePointer(to: &address) {
      $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        bind(descriptor, $0, socklen_t(MemoryLayout<sockaddr_in6>.size))
      }
    } == 0
  }()

  /// Takes little at a time, so that what is sent soon waits for this side to read.
  func readSlowly() {
    var size: Int32 = 32_768
    setsockopt(descriptor, SOL_SOCKET, SO_RCVBUF, &size, socklen_t(MemoryLayout<Int32>.size))
  }

  /// Ends it without a farewell.
  func abort() {
    var linger = linger(l_onoff: 1, l_linger: 0)
    setsockopt(descriptor, SOL_SOCKET, SO_LINGER, &linger, socklen_t(MemoryLayout<linger>.size))
    shutdown(descriptor, Int32(SHUT_RDWR))
  }

  /// Sends bytes; false if the other side has closed.
  @discardableResult func send(_ bytes: [UInt8]) -> Bool {
    var rest = bytes[...]
    while !rest.isEmpty {
      let count = rest.withUnsafeBytes {
        Foundation.send(descriptor, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL))
      }
      guard count > 0 else { return false }
      rest = rest.dropFirst(count)
    }
    return true
  }

  @discardableResult func send(_ text: String) -> Bool { send(Array(text.utf8)) }

  /// Some bytes; empty when the other side has closed, nil when nothing came for a minute.
  func read() -> [UInt8]? {
    var buffer = [UInt8](repeating: 0, count: 65_536)
    let count = recv(descriptor, &buffer, buffer.count, 0)
    if count < 0 { return errno == EAGAIN || errno == EWOULDBLOCK ? nil : [] }
    return Array(buffer[..<count])
  }

  /// Everything until the other side closes; nil if it does not within a minute of silence.
  func readToEnd() -> [UInt8]? {
    while let bytes = read() {
      if bytes.isEmpty { return waiting }
      waiting += bytes
    }
    return nil
  }

  /// So many bytes.
  func read(count: Int) throws -> [UInt8] {
    while waiting.count < count {
      guard let bytes = read(), !bytes.isEmpty else {
        throw CommandLineTool.Failure(description: "\(count) bytes did not come, but \(waiting.count)")
      }
      waiting += bytes
    }
    defer { waiting.removeFirst(count) }
    return Array(waiting.prefix(count))
  }

  /// What comes up to a text and with it.
  func read(until mark: String) throws -> String {
    let mark = Array(mark.utf8)
    while true {
      if let found = waiting.firstRange(of: mark) {
        defer { waiting.removeSubrange(..<found.upperBound) }
        return String(decoding: waiting[..<found.upperBound], as: UTF8.self)
      }
      guard let bytes = read(), !bytes.isEmpty else {
        throw CommandLineTool.Failure(
          description:
            "\(String(decoding: mark, as: UTF8.self)) did not come, but: \(String(decoding: waiting, as: UTF8.self))"
        )
      }
      waiting += bytes
    }
  }
}

/// What a server answered.
struct Answer {
  var status: Int
  var headers: [(name: String, value: String)]
  var body: [UInt8]

  /// Reads an answer after which the connection was closed.
  init(_ bytes: [UInt8]) throws {
    guard let end = bytes.firstRange(of: Array("\r\n\r\n".utf8)) else {
      throw CommandLineTool.Failure(description: "no answer: \(String(decoding: bytes, as: UTF8.self))")
    }
    let lines = String(decoding: bytes[..<end.lowerBound], as: UTF8.self).components(separatedBy: "\r\n")
    status = Int(lines[0].split(separator: " ")[1]) ?? 0
    headers = lines.dropFirst().map { line in
      let parts = line.split(separator: ":", maxSplits: 1)
      return (parts[0].lowercased(), parts[1].trimmingCharacters(in: .whitespaces))
    }
    body = Array(bytes[end.upperBound...])
    if self["transfer-encoding"] == "chunked" { body = Self.joined(body) }
  }

  subscript(name: String) -> String? { headers.first { $0.name == name }?.value }

  var text: String { String(decoding: body, as: UTF8.self) }

  /// The body as a JSON object.
  var object: [String: Any] {
    get throws { try JSONSerialization.jsonObject(with: Data(body)) as? [String: Any] ?? [:] }
  }

  /// A list in the body.
  func list(_ key: String) throws -> [[String: Any]] { try object[key] as? [[String: Any]] ?? [] }

  private static func joined(_ chunks: [UInt8]) -> [UInt8] {
    var (all, rest) = ([UInt8](), chunks[...])
    while let end = rest.firstRange(of: [13, 10]),
      let size = Int(String(decoding: rest[..<end.lowerBound], as: UTF8.self), radix: 16), size > 0
    {
      all += rest[end.upperBound...].prefix(size)
      rest = rest[end.upperBound...].dropFirst(size + 2)
    }
    return all
  }
}

/// A client of a station.
struct Client {
  var port: Int
  /// What runs for as long as this is used: a test may have no other use of it.
  var server: AnyObject?
  /// The session's cookie, `NAME=VALUE`.
  var cookie: String?
  var host = "localhost"

  /// Asks for something on a connection of its own.
  func ask(
    _ method: String, _ path: String, _ headers: [String: String] = [:], json: String? = nil
  ) throws -> Answer {
    let wire = try Wire(port: port, server: server)
    wire.send(text(method, path, headers, json: json))
    guard let bytes = wire.readToEnd() else {
      throw CommandLineTool.Failure(description: "\(method) \(path): no answer")
    }
    return try Answer(bytes)
  }

  func get(_ path: String, _ headers: [String: String] = [:]) throws -> Answer {
    try ask("GET", path, headers)
  }

  /// A request as text, after which the connection is closed.
  func text(_ method: String, _ path: String, _ headers: [String: String] = [:], json: String? = nil)
    -> String
  {
    var all = ["Host": host, "Connection": "close"]
    if let cookie { all["Cookie"] = cookie }
    if let json {
      (all["Content-Type"], all["Content-Length"]) = ("application/json", String(json.utf8.count))
    }
    all.merge(headers) { $1 }
    return "\(method) \(path) HTTP/1.1\r\n"
      + all.sorted { $0.key < $1.key }.map { "\($0.key): \($0.value)\r\n" }.joined() + "\r\n" + (json ?? "")
  }
}
