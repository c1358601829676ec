/// What a scripted server does with one request.
struct Reply: Sendable {
  /// What to put on the line, and what to do then.
  struct Bytes {
    enum Ending {
      /// Close the connection.
      case close
      /// Say nothing more.
      case silence
      /// Close the connection when the client has that many bytes of the file: it may lose what it has not read.
      case cut(at: Int)
    }

    var bytes: [UInt8]
    var ending = Ending.close
  }

  let bytes: @Sendable (ScriptedRequest) -> Bytes

  /// A status with headers and a short body.
  static func status(_ code: Int, _ headers: [String: String] = [:], body: String = "no file") -> Reply {
    Reply { _ in
      Bytes(bytes: head(code, headers.merging(["Content-Length": "\(body.utf8.count)"]) { $1 }) + body.utf8)
    }
  }

  /// A redirect to an address that may depend on the request.
  static func redirect(_ code: Int = 302, to location: @escaping @Sendable (ScriptedRequest) -> String)
    -> Reply
  {
    Reply { request in
      Bytes(bytes: head(code, ["Location": location(request), "Content-Length": "0"]))
    }
  }

  /// The file, or what `Range` and `If-Range` ask of it, as a good server does.
  static func file(_ content: [UInt8], etag: String? = "\"one\"", lastModified: String? = nil) -> Reply {
    Reply { request in
      var headers: [String: String] = [:]
      headers["ETag"] = etag
      headers["Last-Modified"] = lastModified
      let condition = request.headers["If-Range"].first
      guard let offset = offset(request), condition == etag || condition == lastModified else {
        headers["Content-Length"] = "\(content.count)"
        return Bytes(bytes: head(200, headers) + content)
      }
      guard offset < content.count else {
        headers["Content-Range"] = "bytes */\(content.count)"
        headers["Content-Length"] = "0"
        return Bytes(bytes: head(416, headers))
      }
      headers["Content-Range"] = "bytes \(offset)-\(content.count - 1)/\(content.count)"
      headers["Content-Length"] = "\(content.count - offset)"
      return Bytes(bytes: head(206, headers) + content[offset...])
    }
  }

  /// The whole file with a header of one's own making, whatever is asked for.
  static func plain(status code: Int = 200, _ headers: [String: String], _ content: some Sequence<UInt8>)
    -> Reply
  {
    let bytes = head(code, headers) + content
    return Reply { _ in Bytes(bytes: bytes) }
  }

  /// The file in chunks, without its length; the last chunk is missing when it is `cut`.
  static func chunked(_ content: [UInt8], etag: String? = "\"one\"", cut: Bool = false) -> Reply {
    var headers = ["Transfer-Encoding": "chunked"]
    headers["ETag"] = etag
    var bytes = head(200, headers)
    for start in stride(from: 0, to: content.count, by: 4096) {
      let piece = content[start..<min(start + 4096, content.count)]
      bytes += Array("\(String(piece.count, radix: 16))\r\n".utf8) + piece + Array("\r\n".utf8)
    }
    let whole = cut ? bytes : bytes + Array("0\r\n\r\n".utf8)
    return Reply { _ in Bytes(bytes: whole) }
  }

  /// The same, closed after `count` bytes of the body.
  func cut(after count: Int) -> Reply {
    Reply { request in
      let bytes = start(of: bytes(request).bytes, body: count)
      let goesOn = bytes.starts(with: Array("HTTP/1.1 206".utf8))
      let offset = goesOn ? Reply.offset(request) ?? 0 : 0
      return Bytes(bytes: bytes, ending: .cut(at: offset + count))
    }
  }

  /// The same, silent after `count` bytes of the body.
  func stalled(after count: Int) -> Reply {
    Reply { request in Bytes(bytes: start(of: bytes(request).bytes, body: count), ending: .silence) }
  }

  /// Where the part begins that the request asks for.
  private static func offset(_ request: ScriptedRequest) -> Int? {
    request.headers["Range"].first.flatMap { Int($0.dropFirst("bytes=".count).dropLast()) }
  }

  private func start(of bytes: [UInt8], body count: Int) -> [UInt8] {
    let end = bytes.firstRange(of: Array("\r\n\r\n".utf8))?.upperBound ?? 0
    return Array(bytes.prefix(end + count))
  }

  private static func head(_ code: Int, _ headers: [String: String]) -> [UInt8] {
    let lines =
      ["HTTP/1.1 \(code) As Scripted"] + headers.sorted { $0.key < $1.key }.map { "\($0.key): \($0.value)" }
      + ["Connection: close", "", ""]
    return Array(lines.joined(separator: "\r\n").utf8)
  }
}
